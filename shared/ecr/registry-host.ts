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

/** Partitions besides `aws`: how their regions begin, and what their hosts end with (AWS endpoints list). The longer prefix first. */
const PARTITIONS: readonly { prefix: string; partition: string; suffix: string }[] = [
  { prefix: 'cn-', partition: 'aws-cn', suffix: 'amazonaws.com.cn' },
  { prefix: 'us-gov-', partition: 'aws-us-gov', suffix: 'amazonaws.com' },
  { prefix: 'eusc-', partition: 'aws-eusc', suffix: 'amazonaws.eu' },
  { prefix: 'us-isob-', partition: 'aws-iso-b', suffix: 'sc2s.sgov.gov' },
  { prefix: 'us-isof-', partition: 'aws-iso-f', suffix: 'csp.hci.ic.gov' },
  { prefix: 'eu-isoe-', partition: 'aws-iso-e', suffix: 'cloud.adc-e.uk' },
  { prefix: 'us-iso-', partition: 'aws-iso', suffix: 'c2s.ic.gov' },
];

const partitionWith = (region: string) => PARTITIONS.find(({ prefix }) => region.startsWith(prefix));

/** The registry's host of an account in a region, as `proxyEndpoint` names it there. */
export function privateRegistryHost({ accountId, region }: { accountId: string; region: string }): string {
  return `${accountId}.dkr.ecr.${region}.${partitionWith(region)?.suffix ?? 'amazonaws.com'}`;
}

/** The partition of a region. Keys of one partition mean nothing in another. */
export const partitionOfRegion = (region: string): string => partitionWith(region)?.partition ?? 'aws';
