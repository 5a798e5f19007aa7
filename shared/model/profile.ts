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

/** How a profile gets its credentials. `other` exists in the files but is not supported yet; it says why. */
export const ProfileKind = z.enum(['static', 'assume-role', 'other']);
export type ProfileKind = z.infer<typeof ProfileKind>;

/** Where a profile lives: in the AWS files (read only), or in Berth with its secret in the keychain. */
export const ProfileSource = z.enum(['aws-files', 'berth']);

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
  endpointUrl: z.string().optional(),
  /** A person's own words for it, and one of the eight colour names of the design. */
  label: z.string().optional(),
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

export const AddRoleProfile = z.object({
  name: ProfileName,
  region: RegionName,
  roleArn: z.string().regex(/^arn:aws[a-z-]*:iam::\d{12}:role\/[\w+=,.@/-]+$/, 'A role looks like arn:aws:iam::123456789012:role/NAME.'),
  sourceProfile: ProfileName,
  externalId: z.string().max(1224).optional(),
  label: z.string().max(64).optional(),
  endpointUrl: z.url().optional(),
});
export type AddRoleProfile = z.infer<typeof AddRoleProfile>;
