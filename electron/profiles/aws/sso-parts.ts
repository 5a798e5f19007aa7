import type { ProfileDefinition, ProfileEndpoints, SsoSessionDefinition } from '../profile-definition';
import type { Env } from './endpoints';
import { endpointsOf } from './endpoints';
import { valueOf, type FileProblem, type Sections, type Values } from './sections';
import { valueProblem } from './value-problems';

/** What a profile says of its sign-in, or what is missing. */
export interface SsoParts {
  sso?: NonNullable<ProfileDefinition['sso']>;
  problem?: string;
}

/** The keys that a profile and its session may both have, and must agree on. */
const SHARED = ['sso_start_url', 'sso_region'] as const;

/** IAM Identity Center as a profile uses it: through an `sso_session`, or all by itself in the older form. */
export function ssoPartsOf(name: string, values: Values, sessions: Sections['ssoSessions']): SsoParts {
  const sessionName = valueOf(values, 'sso_session');
  const session = sessionName === undefined ? undefined : sessions.get(sessionName);
  if (sessionName !== undefined && session === undefined) return { problem: `Profile ${name} signs in through the sso-session ${sessionName}, which does not exist.` };
  for (const key of SHARED) {
    const [own, shared] = [valueOf(values, key), valueOf(session?.values, key)];
    if (own !== undefined && shared !== undefined && own !== shared)
      return { problem: `Profile ${name} and its sso-session ${sessionName ?? ''} do not agree on ${key}, so AWS tools refuse it.` };
  }
  const part = (key: string): string | undefined => valueOf(session?.values, key) ?? valueOf(values, key);
  const parts = { startUrl: part('sso_start_url'), region: part('sso_region'), accountId: valueOf(values, 'sso_account_id'), roleName: valueOf(values, 'sso_role_name') };
  const { startUrl, region, accountId, roleName } = parts;
  if (startUrl !== undefined && region !== undefined && accountId !== undefined && roleName !== undefined) {
    const wrong = session === undefined ? undefined : valueProblem(`sso-session ${sessionName ?? ''}`, session.values);
    return wrong === undefined ? { sso: { session: sessionName ?? startUrl, startUrl, region, accountId, roleName } } : { problem: wrong };
  }
  const keys = { startUrl: 'sso_start_url', region: 'sso_region', accountId: 'sso_account_id', roleName: 'sso_role_name' } as const;
  const missing = Object.entries(keys).filter(([key]) => parts[key as keyof typeof parts] === undefined);
  return { problem: `Profile ${name} signs in through IAM Identity Center but lacks ${missing.map(([, key]) => key).join(', ')}.` };
}

/** Every sign-in of one pair: the `sso-session` sections, and the start URLs of profiles of the older form. */
export function ssoSessionsOf(sections: Sections, profiles: readonly ProfileDefinition[], env: Env): { sessions: SsoSessionDefinition[]; problems: FileProblem[] } {
  const sessions: SsoSessionDefinition[] = [];
  const problems: FileProblem[] = [];
  for (const [name, { values, file, line }] of sections.ssoSessions) {
    const [startUrl, region] = [valueOf(values, 'sso_start_url'), valueOf(values, 'sso_region')];
    const wrong = valueProblem(`sso-session ${name}`, values);
    if (startUrl === undefined || region === undefined || wrong !== undefined) {
      const message = wrong ?? `${file}, line ${line}: the sso-session ${name} has no ${startUrl === undefined ? 'sso_start_url' : 'sso_region'}.`;
      problems.push({ file, line, message, hint: 'Complete the section, or remove it.' });
      continue;
    }
    const scopes = valueOf(values, 'sso_registration_scopes')?.split(',').map((scope) => scope.trim()).filter((scope) => scope !== '');
    const user = profiles.find(({ sso }) => sso?.session === name);
    sessions.push({ name, startUrl, region, ...(scopes !== undefined && { scopes }), endpoints: ssoEndpoints(user?.endpoints ?? endpointsOf(undefined, sections.services, env)), file });
  }
  for (const { sso, endpoints, file } of profiles) {
    if (sso === undefined || sections.ssoSessions.has(sso.session) || sessions.some(({ name }) => name === sso.session)) continue;
    sessions.push({ name: sso.session, startUrl: sso.startUrl, region: sso.region, endpoints: ssoEndpoints(endpoints), ...(file !== undefined && { file }) });
  }
  return { sessions, problems };
}

const ssoEndpoints = ({ sso, ssoOidc }: ProfileEndpoints): SsoSessionDefinition['endpoints'] => ({ ...(sso !== undefined && { sso }), ...(ssoOidc !== undefined && { ssoOidc }) });
