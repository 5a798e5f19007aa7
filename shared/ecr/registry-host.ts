/** Which registry a host name means. Pattern: AWS endpoints list and amazon-ecr-credential-helper. */

const PRIVATE_HOST =
  /^(\d{12})\.dkr[.-]ecr(-fips)?\.([a-zA-Z0-9][a-zA-Z0-9-_]*)\.(amazonaws\.(?:com(?:\.cn)?|eu)|on\.(?:aws|amazonwebservices\.com\.cn)|sc2s\.sgov\.gov|c2s\.ic\.gov|cloud\.adc-e\.uk|csp\.hci\.ic\.gov)$/;

const PUBLIC_HOSTS: readonly string[] = ['public.ecr.aws', 'ecr-public.aws.com'];

export interface PrivateRegistryHost {
  kind: 'private';
  host: string;
  accountId: string;
  region: string;
  fips: boolean;
}
export interface PublicRegistryHost {
  kind: 'public';
  host: string;
}
/** Not an AWS name: Docker Hub, GHCR, a registry reached through a custom endpoint (also the sandbox). */
export interface OtherRegistryHost {
  kind: 'other';
  host: string;
}
export type RegistryHost = PrivateRegistryHost | PublicRegistryHost | OtherRegistryHost;

/** Reads `HOST[:PORT]`; a scheme or path must be stripped before. Never fails: an unknown host is `other`. */
export function parseRegistryHost(text: string): RegistryHost {
  const host = text.toLowerCase();
  if (PUBLIC_HOSTS.includes(host)) return { kind: 'public', host };
  const match = PRIVATE_HOST.exec(host);
  if (match === null) return { kind: 'other', host };
  return {
    kind: 'private',
    host,
    accountId: match[1] as string,
    region: match[3] as string,
    fips: match[2] !== undefined,
  };
}

/** `https://HOST/` → `HOST`: the form in which hosts are compared and written to Docker's configuration. */
export function hostOfEndpoint(endpoint: string): string {
  return endpoint.replace(/^[a-z]+:\/\//i, '').replace(/\/.*$/, '');
}

/** Hosts on loopback are spoken to in plain http, as Docker does (127.0.0.0/8, ::1, localhost). */
export function isLoopbackHost(host: string): boolean {
  const name = host.replace(/:\d+$/, '');
  return name === 'localhost' || name === '[::1]' || /^127(\.\d{1,3}){3}$/.test(name);
}
