import { join } from 'node:path';
import type { SandboxDescription } from '../../shared/model/settings';
import { writeAtomically } from '../files/write-atomically';
import { LIGHTHOUSE, MFA_PROFILE, PROFILES, ROLE_PROFILE, WEB_PROFILE, type SeedProfile } from './seed/accounts';
import type { SandboxState } from './state';

type SeededProfile = SandboxDescription['profiles'][number];

/** The profiles with their keys, as the state has them. */
export function sandboxProfiles({ accounts }: SandboxState, further: readonly SeedProfile[]): SeededProfile[] {
  return [...PROFILES, ...further].flatMap(({ name, accountId, user: userName, region }) => {
    const user = accounts.find(({ id }) => id === accountId)?.users.find((candidate) => candidate.name === userName);
    if (user === undefined) return [];
    const { accessKeyId, secretAccessKey } = user;
    return [{ name, accountId, region, accessKeyId, secretAccessKey }];
  });
}

/** Writes the pair of AWS files through which every AWS tool reaches the sandbox; both 0600. */
export async function writeAwsFiles(
  folder: string,
  { endpoint, profiles, tokenFile }: { endpoint: string; profiles: readonly SeededProfile[]; tokenFile: string },
): Promise<{ configFile: string; credentialsFile: string }> {
  const configFile = join(folder, 'config');
  const credentialsFile = join(folder, 'credentials');
  const section = (lines: readonly string[]): string => `${lines.join('\n')}\n`;
  const configs = profiles.map(({ name, region }) =>
    section([`[profile ${name}]`, `region = ${region}`, 'output = json', `endpoint_url = ${endpoint}`]),
  );
  const role = section([
    `[profile ${ROLE_PROFILE.name}]`,
    `role_arn = ${ROLE_PROFILE.roleArn}`,
    `source_profile = ${ROLE_PROFILE.sourceProfile}`,
    `external_id = ${ROLE_PROFILE.externalId}`,
    `region = ${ROLE_PROFILE.region}`,
    'output = json',
    `endpoint_url = ${endpoint}`,
  ]);
  const roleOf = (name: string): string => `arn:aws:iam::${LIGHTHOUSE}:role/${name}`;
  // A profile that asks a person would stop “sign in all”, so it is there to be uncommented.
  const onRequest = [
    `# Roles to try by hand. ${MFA_PROFILE.name} asks for a code; give an authenticator the seed ${MFA_PROFILE.secret}`,
    `[profile ${MFA_PROFILE.name}]`,
    `role_arn = ${roleOf(MFA_PROFILE.role)}`,
    `source_profile = ${MFA_PROFILE.sourceProfile}`,
    `mfa_serial = ${MFA_PROFILE.serial}`,
    `region = ${MFA_PROFILE.region}`,
    `endpoint_url = ${endpoint}`,
    `[profile ${WEB_PROFILE.name}]`,
    `role_arn = ${roleOf(WEB_PROFILE.role)}`,
    `web_identity_token_file = ${tokenFile}`,
    `region = ${WEB_PROFILE.region}`,
    `endpoint_url = ${endpoint}`,
  ].map((line) => line.replace(/^(?!#)/, '#'));
  const keys = profiles.map(({ name, accessKeyId, secretAccessKey }) =>
    section([`[${name}]`, `aws_access_key_id = ${accessKeyId}`, `aws_secret_access_key = ${secretAccessKey}`]),
  );
  await writeAtomically(configFile, [...configs, role, section(onRequest)].join('\n'));
  await writeAtomically(credentialsFile, keys.join('\n'));
  return { configFile, credentialsFile };
}
