import { z } from 'zod';

/** A profile's name as AWS tools take it; Berth's own profiles share the one name space. */
export const ProfileName = z
  .string()
  .min(1, 'A profile needs a name.')
  .max(64, 'A profile name has at most 64 characters.')
  .regex(/^[A-Za-z0-9][A-Za-z0-9_.@+/:-]*$/, 'A profile name is made of letters, digits and _ . @ + / : -');

export const RegionName = z
  .string()
  .regex(/^[a-z]{2,}(-[a-z]+)+-\d{1,2}$/, 'A region looks like eu-central-1.');

export const AccountId = z.string().regex(/^\d{12}$/, 'An account id has 12 digits.');

/**
 * How a profile gets its credentials: a static key, a role assumed with another profile, IAM Identity Center, a program
 * (`credential_process`), a web identity token, `aws login`, or what surrounds Berth (environment variables, a container's
 * or an instance's role). `other` is what its file leaves incomplete; it says why.
 */
export const ProfileKind = z.enum([
  'static', 'assume-role', 'sso', 'process', 'web-identity', 'login', 'environment', 'container', 'instance', 'other',
]);
export type ProfileKind = z.infer<typeof ProfileKind>;

/** Where a profile lives: in the AWS files (read only), in Berth with its secret in the keychain, or in what surrounds Berth. */
export const ProfileSource = z.enum(['aws-files', 'berth', 'surroundings']);

/** A person's colour for a profile; the renderer draws each in light and dark. */
export const ProfileColour = z.enum(['grey', 'red', 'orange', 'yellow', 'green', 'teal', 'blue', 'violet']);
export type ProfileColour = z.infer<typeof ProfileColour>;

export const RoleArn = z.string().regex(/^arn:aws[a-z-]*:iam::\d{12}:role\/[\w+=,.@/-]+$/, 'A role looks like arn:aws:iam::123456789012:role/NAME.');
/** A hardware or virtual MFA device, as `mfa_serial` names it (AWS STS: SerialNumber). */
export const MfaSerial = z.string().regex(/^[\w+=/:,.@-]{9,256}$/, 'An MFA device looks like arn:aws:iam::123456789012:mfa/NAME.');

/** A profile as everybody may see it: never a secret, at most the key's id. */
export const Profile = z.object({
  name: ProfileName,
  source: ProfileSource,
  kind: ProfileKind,
  /** Regions this profile is used in; the first is the default one. Empty: none is known yet. */
  regions: z.array(RegionName),
  /** Those of them that a person added in Berth. */
  addedRegions: z.array(RegionName).optional(),
  accessKeyId: z.string().optional(),
  roleArn: z.string().optional(),
  sourceProfile: z.string().optional(),
  externalId: z.boolean().optional(),
  sessionName: z.string().optional(),
  /** Seconds an assumed role lives. */
  durationSeconds: z.number().optional(),
  mfaSerial: z.string().optional(),
  /** IAM Identity Center: the session that signs it in (its name, or its start URL for a profile without one). */
  ssoSession: z.string().optional(),
  ssoAccountId: z.string().optional(),
  ssoRoleName: z.string().optional(),
  endpointUrl: z.string().optional(),
  /** A person's own words for it. */
  label: z.string().optional(),
  colour: ProfileColour.optional(),
  /** Marked as production: whatever changes something there asks with a warning. */
  production: z.boolean().optional(),
  /** Its static key stands as plain text in an AWS file and can be moved into the keychain. */
  plainTextKey: z.boolean().optional(),
  /** Why it cannot be used, in one sentence; absent when it can. */
  problem: z.string().optional(),
  /** File that defines it, for profiles from the AWS files. */
  file: z.string().optional(),
});
export type Profile = z.infer<typeof Profile>;

/** Snapshot of all profiles. `problems` are files that could not be read, each with file and line. */
export const ProfilesState = z.object({
  profiles: z.array(Profile),
  problems: z.array(z.object({ file: z.string(), line: z.number().optional(), message: z.string(), hint: z.string() })),
  /** Files looked at, so that an empty list can say where it looked. */
  files: z.array(z.string()),
});
export type ProfilesState = z.infer<typeof ProfilesState>;

/** Who a profile turned out to be (STS GetCallerIdentity). */
export const CallerIdentity = z.object({
  profile: ProfileName,
  accountId: AccountId,
  arn: z.string(),
  userId: z.string(),
  partition: z.string(),
  /** The account's alias, where the identity may ask for it (iam:ListAccountAliases). */
  accountAlias: z.string().optional(),
});
export type CallerIdentity = z.infer<typeof CallerIdentity>;

/** Adds a profile with a static key: the one command input that carries a secret in. */
export const AddStaticProfile = z.object({
  name: ProfileName,
  region: RegionName,
  accessKeyId: z.string().regex(/^[A-Z0-9]{16,128}$/, 'An access key id has at least 16 capital letters and digits.'),
  secretAccessKey: z.string().min(16, 'A secret access key has at least 16 characters.').max(256),
  label: z.string().max(64).optional(),
  endpointUrl: z.url().optional(),
});
export type AddStaticProfile = z.infer<typeof AddStaticProfile>;

/** The regions a profile is looked at in, besides its own; an empty list takes all added ones back. */
export const SetRegions = z.object({ name: ProfileName, regions: z.array(RegionName).max(40) });
export type SetRegions = z.infer<typeof SetRegions>;

const optionalCommon = { label: z.string().max(64).optional(), endpointUrl: z.url().optional() };
const SessionName = z.string().regex(/^[\w+=,.@-]{2,64}$/, 'A session name has 2 to 64 letters, digits and + = , . @ -');
const DurationSeconds = z.number().int().min(900, 'A role session lasts at least 900 seconds.').max(43_200, 'A role session lasts at most 43,200 seconds.');

export const AddRoleProfile = z.object({
  name: ProfileName,
  region: RegionName,
  roleArn: RoleArn,
  sourceProfile: ProfileName,
  externalId: z.string().max(1224).optional(),
  mfaSerial: MfaSerial.optional(),
  sessionName: SessionName.optional(),
  durationSeconds: DurationSeconds.optional(),
  ...optionalCommon,
});
export type AddRoleProfile = z.infer<typeof AddRoleProfile>;

/** Adds a profile that signs in through IAM Identity Center: a role in an account, through a known session. */
export const AddSsoProfile = z.object({
  name: ProfileName,
  region: RegionName,
  ssoSession: z.string().min(1),
  accountId: AccountId,
  roleName: z.string().regex(/^[\w+=,.@-]{1,64}$/),
  ...optionalCommon,
});
export type AddSsoProfile = z.infer<typeof AddSsoProfile>;

/** Adds a profile whose keys come from somewhere else, as the AWS SDK reads them. */
export const AddSourcedProfile = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('process'), name: ProfileName, region: RegionName, command: z.string().min(1).max(4096), ...optionalCommon }),
  z.object({
    kind: z.literal('web-identity'),
    name: ProfileName,
    region: RegionName,
    roleArn: RoleArn,
    tokenFile: z.string().min(1).max(4096),
    sessionName: SessionName.optional(),
    ...optionalCommon,
  }),
  z.object({ kind: z.enum(['environment', 'container', 'instance']), name: ProfileName, region: RegionName, ...optionalCommon }),
]);
export type AddSourcedProfile = z.infer<typeof AddSourcedProfile>;

/** Changes one of Berth's own profiles: what is left out stays, `null` takes away. */
export const EditProfile = z.object({
  name: ProfileName,
  newName: ProfileName.optional(),
  region: RegionName.optional(),
  accessKeyId: AddStaticProfile.shape.accessKeyId.optional(),
  secretAccessKey: AddStaticProfile.shape.secretAccessKey.optional(),
  roleArn: RoleArn.optional(),
  sourceProfile: ProfileName.optional(),
  externalId: z.string().max(1224).nullable().optional(),
  mfaSerial: MfaSerial.nullable().optional(),
  sessionName: SessionName.nullable().optional(),
  durationSeconds: DurationSeconds.nullable().optional(),
  command: z.string().min(1).max(4096).optional(),
  tokenFile: z.string().min(1).max(4096).optional(),
  endpointUrl: z.url().nullable().optional(),
});
export type EditProfile = z.infer<typeof EditProfile>;

/** How a profile of any source looks in Berth: what is left out stays, `null` takes away. */
export const SetProfileLook = z.object({
  name: ProfileName,
  label: z.string().max(64).nullable().optional(),
  colour: ProfileColour.nullable().optional(),
  production: z.boolean().optional(),
});
export type SetProfileLook = z.infer<typeof SetProfileLook>;

/**
 * Moves the static key of a profile of the AWS files into the keychain. `plainText` says what becomes of it in the file: it
 * stays, it goes, or a `credential_process` line takes its place, through which AWS tools get it from Berth. The file is kept as a backup.
 */
export const ImportProfile = z.object({ name: ProfileName, plainText: z.enum(['keep', 'remove', 'replace']) });
export type ImportProfile = z.infer<typeof ImportProfile>;

/** What a profile may do in a region, found without side effects. `unknown`: nothing could be asked without changing anything. */
export const PermissionProbe = z.object({
  profile: ProfileName,
  region: RegionName,
  capabilities: z.array(
    z.object({
      capability: z.enum(['sign-in', 'list', 'pull', 'push', 'delete', 'set-policy', 'create']),
      verdict: z.enum(['allowed', 'denied', 'unknown']),
      /** How it was found out, or what stands in the way: one sentence. */
      reason: z.string(),
    }),
  ),
});
export type PermissionProbe = z.infer<typeof PermissionProbe>;
