/** Invented profiles, sessions, sign-ins and findings: who may do what, at the demo's one moment. */
import type { Diagnosis } from '../../../shared/model/diagnosis';
import type {
  DockerConfigState,
  RegistryAssignment,
  RegistryRule,
} from '../../../shared/model/docker-config';
import type { PermissionProbe, Profile } from '../../../shared/model/profile';
import type { AwsSession, Session } from '../../../shared/model/session';
import type { SsoAccount, SsoSession } from '../../../shared/model/sso';

/** The moment at which all of it stands still. */
export const NOW = Date.parse('2026-03-14T09:30:00Z');
const inMinutes = (minutes: number): string => new Date(NOW + minutes * 60_000).toISOString();
const REGIONS = ['eu-central-1', 'us-east-1'];

export const profiles: Profile[] = [
  {
    name: 'harbour',
    source: 'aws-files',
    kind: 'static',
    regions: REGIONS,
    accessKeyId: 'AKIAHARBOUR000001',
    file: '~/.aws/credentials',
    plainTextKey: true,
    colour: 'teal',
  },
  {
    name: 'quay',
    source: 'aws-files',
    kind: 'sso',
    regions: REGIONS,
    ssoSession: 'company',
    ssoAccountId: '444455556666',
    ssoRoleName: 'Developer',
    file: '~/.aws/config',
    colour: 'violet',
  },
  {
    name: 'production',
    source: 'berth',
    kind: 'assume-role',
    regions: ['eu-west-1'],
    label: 'Live',
    colour: 'red',
    production: true,
    roleArn: 'arn:aws:iam::777788889999:role/Deploy',
    sourceProfile: 'harbour',
    externalId: true,
    mfaSerial: 'arn:aws:iam::111122223333:mfa/phone',
    durationSeconds: 3600,
  },
  {
    name: 'build-key',
    source: 'berth',
    kind: 'static',
    regions: ['eu-central-1'],
    accessKeyId: 'AKIABUILD00000001',
  },
  {
    name: 'sso-admin',
    source: 'aws-files',
    kind: 'other',
    regions: [],
    file: '~/.aws/config',
    problem: 'Its sso_session company-old is not defined in the AWS files.',
  },
];

export const sessions: Session[] = [
  {
    profile: 'harbour',
    region: 'eu-central-1',
    status: 'signed-in',
    accountId: '111122223333',
    expiresAt: inMinutes(11 * 60 + 52),
  },
  {
    profile: 'harbour',
    region: 'us-east-1',
    status: 'signed-in',
    accountId: '111122223333',
    expiresAt: inMinutes(5 * 60 + 7),
  },
  {
    profile: 'quay',
    region: 'eu-central-1',
    status: 'refreshing',
    accountId: '444455556666',
    expiresAt: inMinutes(41),
  },
  {
    profile: 'production',
    region: 'eu-west-1',
    status: 'failed',
    accountId: '777788889999',
    host: '777788889999.dkr.ecr.eu-west-1.amazonaws.com',
    error: {
      code: 'mfa-required',
      message: 'Profile production needs an MFA code.',
      hint: 'Open its session and type the code.',
      remedy: { kind: 'sign-in', profile: 'production' },
    },
  },
];

export const awsSessions: AwsSession[] = [
  {
    profile: 'quay',
    status: 'open',
    needs: 'sso',
    ssoSession: 'company',
    expiresAt: inMinutes(42),
    renewable: true,
  },
  { profile: 'production', status: 'needs-person', needs: 'mfa', renewable: false },
];

export const ssoSessions: SsoSession[] = [
  {
    name: 'company',
    startUrl: 'https://company.awsapps.com/start',
    region: 'eu-central-1',
    source: 'aws-files',
    status: 'signed-in',
    expiresAt: inMinutes(42),
    renewable: true,
    profiles: ['quay'],
  },
  {
    name: 'https://partner-with-a-long-name.awsapps.com/start',
    startUrl: 'https://partner-with-a-long-name.awsapps.com/start',
    region: 'us-east-1',
    source: 'berth',
    status: 'signing-in',
    renewable: false,
    flow: {
      method: 'device',
      verificationUri: 'https://device.sso.us-east-1.amazonaws.com/?user_code=QWER-TYUI',
      userCode: 'QWER-TYUI',
      expiresAt: inMinutes(9.2),
    },
    profiles: [],
  },
  {
    name: 'lab',
    startUrl: 'https://lab.awsapps.com/start',
    region: 'eu-west-1',
    source: 'berth',
    status: 'expired',
    renewable: false,
    error: {
      code: 'access-denied',
      message: 'The sign-in was declined.',
      hint: 'Sign in again and choose Allow.',
    },
    profiles: ['lab-one', 'lab-two'],
  },
];

const WORDS = [
  'Payments',
  'Search',
  'Mobile',
  'Data platform',
  'Observability',
  'Sandbox of a team with a long name',
];
const STAGES = ['dev', 'staging', 'prod'];
export const ssoAccounts: SsoAccount[] = Array.from({ length: 300 }, (_, i) => ({
  accountId: String(100_000_000_000 + i * 137),
  accountName: `${WORDS[i % WORDS.length]} ${STAGES[i % STAGES.length]} ${i}`,
  roles: i % 4 === 0 ? ['Administrator', 'Developer', 'ReadOnly'] : ['Developer'],
}));

export const rules: RegistryRule[] = [
  { pattern: '444455556666.dkr.ecr.*.amazonaws.com', profile: 'quay' },
  { pattern: '*.dkr.ecr.eu-west-1.amazonaws.com', profile: 'production' },
];
export const assignments: RegistryAssignment[] = [
  {
    host: '111122223333.dkr.ecr.eu-central-1.amazonaws.com',
    profile: 'harbour',
    region: 'eu-central-1',
    because: 'signed-in',
    reason: 'Docker is signed in there with it.',
  },
  {
    host: '444455556666.dkr.ecr.eu-central-1.amazonaws.com',
    profile: 'quay',
    region: 'eu-central-1',
    because: 'rule',
    reason: 'The rule 444455556666.dkr.ecr.*.amazonaws.com says so.',
  },
  {
    host: '999900001111.dkr.ecr.us-east-1.amazonaws.com',
    because: 'nobody',
    reason: 'No profile is of account 999900001111.',
  },
];

export const dockerConfig: DockerConfigState = {
  path: '/home/ada/.docker/config.json',
  credsStore: 'desktop',
  hosts: [
    {
      host: '111122223333.dkr.ecr.eu-central-1.amazonaws.com',
      answeredBy: 'berth',
      ours: true,
      profile: 'harbour',
    },
    {
      host: '444455556666.dkr.ecr.eu-central-1.amazonaws.com',
      answeredBy: 'file',
      ours: true,
      profile: 'quay',
    },
    { host: 'ghcr.io', answeredBy: 'desktop', ours: false },
  ],
  findings: [
    {
      id: 'stale',
      kind: 'shadowed-by-helper',
      message:
        'An old password for 777788889999.dkr.ecr.eu-west-1.amazonaws.com is in the file, but docker-credential-desktop answers for it.',
      hint: 'Docker never uses the old one. It can go.',
      host: '777788889999.dkr.ecr.eu-west-1.amazonaws.com',
      repair: 'Remove the old entry',
    },
    {
      id: 'missing',
      kind: 'missing-helper',
      message: 'The helper docker-credential-desktop is named in the file, but it is not installed.',
      hint: 'Docker fails at every registry that it should answer for.',
      repair: 'Take the helper out',
    },
    {
      id: 'environment',
      kind: 'environment-overrides',
      message: 'DOCKER_AUTH_CONFIG is set and overrides this file.',
      hint: 'Unset it in your shell’s profile.',
    },
  ],
  undo: { at: inMinutes(-12), what: 'Removed the entry of ghcr.io' },
  helper: {
    enabled: true,
    program: '/home/ada/.local/share/berth/bin/docker-credential-berth',
    onPath: false,
    hosts: ['111122223333.dkr.ecr.eu-central-1.amazonaws.com'],
  },
};
export const cleanConfig: DockerConfigState = {
  path: '/home/ada/.docker/config.json',
  hosts: [],
  findings: [],
  helper: { enabled: false, onPath: false, hosts: [] },
};

export const diagnosis: Diagnosis = {
  reference: '444455556666.dkr.ecr.eu-central-1.amazonaws.com/team/api:v1',
  steps: [
    {
      id: 'config',
      title: 'Docker’s configuration',
      status: 'fine',
      message: 'config.json is readable and well formed.',
    },
    {
      id: 'helper',
      title: 'Who answers',
      status: 'fine',
      message: 'docker-credential-berth answers for this registry.',
    },
    {
      id: 'profile',
      title: 'The profile',
      status: 'warning',
      message: 'Two profiles are of this account; quay is asked, because it is signed in.',
    },
    {
      id: 'session',
      title: 'Its AWS session',
      status: 'broken',
      message: 'The session company ended two hours ago.',
    },
    { id: 'token', title: 'A token from ECR', status: 'skipped', message: 'Not looked at.' },
    { id: 'pull', title: 'The pull itself', status: 'skipped', message: 'Not looked at.' },
  ],
  cause: {
    cause: 'sso-session-ended',
    code: 'session-expired',
    message: 'The IAM Identity Center session company has ended.',
    hint: 'Sign in again; every profile of it works then.',
    remedy: { kind: 'sso-sign-in', session: 'company' },
  },
};

export const probe: Omit<PermissionProbe, 'profile' | 'region'> = {
  capabilities: [
    { capability: 'sign-in', verdict: 'allowed', reason: 'ECR gave a token.' },
    { capability: 'list', verdict: 'allowed', reason: 'Its repositories were listed.' },
    { capability: 'pull', verdict: 'allowed', reason: 'A layer of team/api could be asked for.' },
    { capability: 'push', verdict: 'denied', reason: 'No policy allows ecr:InitiateLayerUpload.' },
    {
      capability: 'delete',
      verdict: 'unknown',
      reason: 'It may not read its own policies, and trying would delete something.',
    },
    { capability: 'set-policy', verdict: 'denied', reason: 'No policy allows ecr:SetRepositoryPolicy.' },
    { capability: 'create', verdict: 'unknown', reason: 'It may not read its own policies.' },
  ],
};
