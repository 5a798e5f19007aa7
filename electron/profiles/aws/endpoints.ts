import type { ProfileEndpoints } from '../profile-definition';
import { valueOf, type Found, type Sections, type Values } from './sections';

export type Env = Readonly<Record<string, string | undefined>>;

/** Names of the services as variables and `services` sections have them. */
const SERVICES: Readonly<Record<keyof ProfileEndpoints, string>> = {
  ecr: 'ecr', ecrPublic: 'ecr_public', sts: 'sts', iam: 'iam', sso: 'sso', ssoOidc: 'sso_oidc', ecs: 'ecs', eks: 'eks', lambda: 'lambda',
};

/** Endpoints set by hand. Order of precedence: SDKs and tools reference, “Service-specific endpoints”. */
export function endpointsOf(values: Values | undefined, services: Sections['services'], env: Env): ProfileEndpoints {
  if ((env.AWS_IGNORE_CONFIGURED_ENDPOINT_URLS ?? valueOf(values, 'ignore_configured_endpoint_urls'))?.toLowerCase() === 'true') return {};
  const section: Found | undefined = services.get(valueOf(values, 'services') ?? '');
  const endpoint = (service: string): string | undefined =>
    env[`AWS_ENDPOINT_URL_${service.toUpperCase()}`] ||
    env.AWS_ENDPOINT_URL ||
    section?.values.get(service)?.nested.get('endpoint_url') ||
    valueOf(values, 'endpoint_url');
  const found = Object.entries(SERVICES).map(([key, service]) => [key, endpoint(service)] as const);
  return Object.fromEntries(found.filter(([, url]) => url !== undefined));
}

/** `use_fips_endpoint` and `use_dualstack_endpoint`; the environment is asked first, as the AWS tools do. */
export function endpointFlags(values: Values | undefined, env: Env): { useFips?: true; useDualStack?: true } {
  const isOn = (variable: string, key: string): boolean => (env[variable] || valueOf(values, key))?.toLowerCase() === 'true';
  return {
    ...(isOn('AWS_USE_FIPS_ENDPOINT', 'use_fips_endpoint') && { useFips: true as const }),
    ...(isOn('AWS_USE_DUALSTACK_ENDPOINT', 'use_dualstack_endpoint') && { useDualStack: true as const }),
  };
}
