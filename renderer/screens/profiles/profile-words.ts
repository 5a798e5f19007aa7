import type { Profile, ProfileKind } from '../../../shared/model/profile';

/** What a kind of profile is called. */
export const KIND_WORDS: Record<ProfileKind, string> = {
  static: 'Access key',
  'assume-role': 'Assumed role',
  sso: 'IAM Identity Center',
  process: 'Keys from a program',
  'web-identity': 'Web identity token',
  login: 'aws login',
  environment: 'Environment variables',
  container: 'Container role',
  instance: 'Instance role',
  other: 'Incomplete',
};

/** Where a profile comes from, in one sentence. `store` is where Berth keeps secrets. */
export function originWords(
  profile: Pick<Profile, 'source' | 'kind' | 'file'>,
  store: 'keychain' | 'file',
): string {
  if (profile.source === 'aws-files')
    return profile.file === undefined ? 'From the AWS files.' : `From ${profile.file}.`;
  if (profile.source === 'surroundings') return 'Found on this machine; nothing of it is kept in Berth.';
  if (profile.kind !== 'static') return 'Kept in Berth.';
  return `Kept in Berth; its secret is in ${store === 'keychain' ? 'the keychain' : 'the encrypted file'}.`;
}

const roleWords = (arn: string): string => arn.replace(/^arn:[^:]+:iam::(\d{12}):role\//, '');

/** The one line that tells how a profile signs in: `Role Deploy, through harbour`. */
export function waySummary(profile: Profile): string {
  switch (profile.kind) {
    case 'assume-role':
      return [
        profile.roleArn === undefined ? 'A role' : `Role ${roleWords(profile.roleArn)}`,
        profile.sourceProfile !== undefined && `through ${profile.sourceProfile}`,
        profile.mfaSerial !== undefined && 'with an MFA code',
      ]
        .filter((part) => part !== false)
        .join(', ');
    case 'sso':
      return profile.ssoRoleName === undefined
        ? 'IAM Identity Center'
        : `${profile.ssoRoleName}, through ${profile.ssoSession ?? 'IAM Identity Center'}`;
    default:
      return KIND_WORDS[profile.kind];
  }
}

/** Everything that is known of how a profile is made, as names and values. */
export function profileFacts(profile: Profile): { term: string; value: string; mono?: boolean }[] {
  const facts: [string, string | undefined, boolean][] = [
    ['Access key ID', profile.accessKeyId, true],
    ['Role', profile.roleArn, true],
    ['Source profile', profile.sourceProfile, false],
    ['External ID', profile.externalId === true ? 'Set' : undefined, false],
    ['MFA device', profile.mfaSerial, true],
    ['Session name', profile.sessionName, true],
    [
      'Role session',
      profile.durationSeconds === undefined ? undefined : durationWords(profile.durationSeconds),
      false,
    ],
    ['SSO session', profile.ssoSession, false],
    ['SSO account', profile.ssoAccountId, true],
    ['SSO role', profile.ssoRoleName, false],
    ['Endpoint', profile.endpointUrl, true],
  ];
  return facts.flatMap(([term, value, mono]) => (value === undefined ? [] : [{ term, value, mono }]));
}

/** `3600` → `1 h`, `5400` → `1 h 30 min`. */
export function durationWords(seconds: number): string {
  const hours = Math.floor(seconds / 3600);
  const minutes = Math.round((seconds % 3600) / 60);
  return [hours > 0 && `${hours} h`, (minutes > 0 || hours === 0) && `${minutes} min`]
    .filter((part) => part !== false)
    .join(' ');
}

const PARTITIONS: Readonly<Record<string, string>> = {
  aws: 'AWS',
  'aws-cn': 'AWS China',
  'aws-us-gov': 'AWS GovCloud (US)',
  'aws-eusc': 'AWS European Sovereign Cloud',
};
/** `aws-us-gov` → `AWS GovCloud (US)`. */
export const partitionWords = (partition: string): string => PARTITIONS[partition] ?? partition;
