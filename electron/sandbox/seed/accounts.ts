/** Who there is in a new sandbox: two accounts, their users and a role that crosses between them. */
import { SUBJECT } from '../sts/web-identity-issuer';
import type { SandboxAccount, SandboxUser } from '../state';

export const HARBOUR = '111122223333';
export const LIGHTHOUSE = '444455556666';
export const REGIONS: readonly string[] = ['eu-central-1', 'us-east-1'];

const allow = (actions: string[], resource = '*'): unknown => ({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Action: actions, Resource: resource }],
});
const ADMINISTRATOR = allow(['*']);
/** What AmazonEC2ContainerRegistryReadOnly allows. */
const READ_ONLY = allow(['ecr:GetAuthorizationToken', 'ecr:BatchCheckLayerAvailability', 'ecr:BatchGetImage', 'ecr:Describe*', 'ecr:Get*', 'ecr:List*']);

/** A profile the sandbox writes: which user, in which of the regions. */
export interface SeedProfile {
  name: string;
  accountId: string;
  user: string;
  region: string;
}

export const PROFILES: readonly SeedProfile[] = [
  { name: 'sandbox-harbour', accountId: HARBOUR, user: 'captain', region: 'eu-central-1' },
  { name: 'sandbox-lighthouse', accountId: LIGHTHOUSE, user: 'keeper', region: 'eu-central-1' },
  { name: 'sandbox-harbour-us', accountId: HARBOUR, user: 'captain', region: 'us-east-1' },
  { name: 'sandbox-lighthouse-us', accountId: LIGHTHOUSE, user: 'keeper', region: 'us-east-1' },
  { name: 'sandbox-harbour-readonly', accountId: HARBOUR, user: 'auditor', region: 'eu-central-1' },
];

/** A profile that assumes a role, with the keys of another profile. */
export const ROLE_PROFILE = {
  name: 'sandbox-lighthouse-deployer',
  roleArn: `arn:aws:iam::${LIGHTHOUSE}:role/deployer`,
  sourceProfile: 'sandbox-harbour',
  externalId: 'berth-sandbox',
  region: 'eu-central-1',
};

/** A role that only a code of the captain's MFA device opens. The seed is public: put it into an authenticator to try it by hand. */
export const MFA_PROFILE = {
  name: 'sandbox-lighthouse-mfa',
  role: 'harbour-master',
  sourceProfile: 'sandbox-harbour',
  serial: `arn:aws:iam::${HARBOUR}:mfa/captain`,
  /** Base32. */
  secret: 'BERTHSANDBOXHARBOURCAPTAIN234567',
  region: 'eu-central-1',
};

/** A role for whoever has the sandbox's web identity token. */
export const WEB_PROFILE = { name: 'sandbox-lighthouse-web', role: 'lamp', region: 'eu-central-1' };

/** @param newKey makes an access key; every sandbox has keys of its own. */
export function seedAccounts(newKey: () => Pick<SandboxUser, 'accessKeyId' | 'secretAccessKey'>): SandboxAccount[] {
  return [
    {
      id: HARBOUR,
      name: 'Harbour',
      alias: 'berth-harbour',
      users: [
        { name: 'captain', ...newKey(), policies: [ADMINISTRATOR], mfa: { serial: MFA_PROFILE.serial, secret: MFA_PROFILE.secret } },
        { name: 'auditor', ...newKey(), policies: [READ_ONLY] },
      ],
      roles: [],
    },
    {
      id: LIGHTHOUSE,
      name: 'Lighthouse',
      users: [{ name: 'keeper', ...newKey(), policies: [ADMINISTRATOR] }],
      roles: [
        {
          name: 'deployer',
          externalId: ROLE_PROFILE.externalId,
          trusted: [`arn:aws:iam::${HARBOUR}:root`],
          policies: [allow(['ecr:*'])],
        },
        // For chains: the deployer may become the pilot, the harbour master the mate.
        { name: 'pilot', trusted: [ROLE_PROFILE.roleArn], policies: [allow(['ecr:*'])] },
        { name: MFA_PROFILE.role, requiresMfa: true, trusted: [`arn:aws:iam::${HARBOUR}:root`], policies: [allow(['ecr:*'])] },
        { name: 'mate', trusted: [`arn:aws:iam::${LIGHTHOUSE}:role/${MFA_PROFILE.role}`], policies: [allow(['ecr:*'])] },
        { name: WEB_PROFILE.role, webSubject: SUBJECT, trusted: [], policies: [allow(['ecr:*'])] },
      ],
    },
  ];
}
