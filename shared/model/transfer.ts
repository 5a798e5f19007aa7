import { z } from 'zod';
import { CommitOptions, TagProposal } from './container';
import { PlatformName } from './image';
import { ProfileName } from './profile';
import { RepositoryKey, TagMutability } from './repository';

/** Commit a container → tag → push to a repository. */
export const PushContainer = CommitOptions.extend({
  containerId: z.string().min(1),
  target: RepositoryKey,
  tag: z.string(),
});
export type PushContainer = z.infer<typeof PushContainer>;

/** What the push sheet shows before a byte moves. */
export const PushProposal = z.object({
  proposals: z.array(TagProposal),
  /** Tags of the repository, newest first, at most 100: to warn of one that is taken. */
  existingTags: z.array(z.string()),
  mutability: TagMutability,
  mutabilityExclusions: z.array(z.string()),
});
export type PushProposal = z.infer<typeof PushProposal>;

/** Pull into the local Docker, as `profile`. */
export const PullImage = z.object({
  reference: z.string(),
  profile: ProfileName.optional(),
  platform: PlatformName.optional(),
});
export type PullImage = z.infer<typeof PullImage>;

/** Pull to a file without Docker: a `docker load` archive. */
export const ExportImage = PullImage.extend({ file: z.string() });
export type ExportImage = z.infer<typeof ExportImage>;

export const PushImage = z.object({ image: z.string(), reference: z.string(), profile: ProfileName.optional() });
export type PushImage = z.infer<typeof PushImage>;

export const PushArchive = z.object({ file: z.string(), reference: z.string(), profile: ProfileName.optional() });
export type PushArchive = z.infer<typeof PushArchive>;

export const CopyImage = z.object({
  from: z.string(),
  to: z.string(),
  fromProfile: ProfileName.optional(),
  toProfile: ProfileName.optional(),
});
export type CopyImage = z.infer<typeof CopyImage>;

export const GrantPull = z.object({
  ownerProfile: ProfileName,
  host: z.string(),
  repository: z.string(),
  accountId: z.string().regex(/^\d{12}$/),
});
export type GrantPull = z.infer<typeof GrantPull>;
