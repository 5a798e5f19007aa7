import { readFile } from 'node:fs/promises';
import { RegionName, type ProfileKind } from '../../../shared/model/profile';
import type { ProfileDefinition } from '../profile-definition';
import { endpointFlags, endpointsOf, type Env } from './endpoints';

/** What is known of the place Berth runs in. */
export interface SurroundingFacts {
  env: Env;
  /** Whether this computer is an EC2 instance, as far as can be seen without asking the network. */
  onInstance: boolean;
  /** The profile that AWS tools use without being told one; they take region and endpoints from it. */
  usual: ProfileDefinition | undefined;
}

/** Profiles that no file names: keys, a web identity or a role that the environment, the container or the instance gives. */
export function surroundingProfiles({ env, onInstance, usual }: SurroundingFacts): ProfileDefinition[] {
  const found: ProfileDefinition[] = [];
  const add = (name: string, kind: ProfileKind, more: Partial<ProfileDefinition> = {}): void => {
    const region = env.AWS_REGION || env.AWS_DEFAULT_REGION || usual?.regions[0];
    const isRegion = region !== undefined && RegionName.safeParse(region).success;
    found.push({
      name,
      source: 'surroundings',
      kind,
      regions: isRegion ? [region] : [],
      ...flagsOf(env, usual),
      endpoints: usual?.endpoints ?? endpointsOf(undefined, new Map(), env),
      ...(!isRegion && { problem: `Profile ${name} has no region.` }),
      ...more,
    });
  };
  if (env.AWS_ACCESS_KEY_ID && env.AWS_SECRET_ACCESS_KEY) add('environment', 'environment', { accessKeyId: env.AWS_ACCESS_KEY_ID });
  if (env.AWS_WEB_IDENTITY_TOKEN_FILE && env.AWS_ROLE_ARN) {
    const sessionName = env.AWS_ROLE_SESSION_NAME || undefined;
    add('web-identity', 'web-identity', { tokenFile: env.AWS_WEB_IDENTITY_TOKEN_FILE, roleArn: env.AWS_ROLE_ARN, ...(sessionName !== undefined && { sessionName }) });
  }
  if (env.AWS_CONTAINER_CREDENTIALS_RELATIVE_URI || env.AWS_CONTAINER_CREDENTIALS_FULL_URI) add('container', 'container');
  if (env.AWS_EC2_METADATA_DISABLED?.toLowerCase() !== 'true' && (onInstance || env.AWS_EC2_METADATA_SERVICE_ENDPOINT)) add('instance', 'instance');
  return found;
}

const flagsOf = (env: Env, usual: ProfileDefinition | undefined) =>
  usual === undefined ? endpointFlags(undefined, env) : { ...(usual.useFips === true && { useFips: true }), ...(usual.useDualStack === true && { useDualStack: true }) };

/** Where the firmware of an instance says who made it (EC2 User Guide, “Detect whether a host is an EC2 instance”). */
const VENDOR_FILES = ['/sys/devices/virtual/dmi/id/sys_vendor', '/sys/devices/virtual/dmi/id/board_asset_tag'];

/** Whether the firmware says that this is an EC2 instance. Looks at files alone, so that nobody waits for a network that is not there. */
export async function looksLikeInstance(files: readonly string[] = VENDOR_FILES): Promise<boolean> {
  const texts = await Promise.all(files.map((file) => readFile(file, 'utf8').catch(() => '')));
  return texts.some((text) => /^(Amazon EC2|i-[0-9a-f]{8,})\s*$/.test(text));
}
