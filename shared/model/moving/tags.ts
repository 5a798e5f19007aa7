/** Tags and indexes, changed at the registry without pulling anything. */
import { z } from 'zod';
import { RepositoryKey } from '../repository';

/** Give an image of a repository one more tag, or move a tag to it. */
export const SetTag = z.object({
  repository: RepositoryKey,
  /** Digest of the image. */
  digest: z.string(),
  tag: z.string(),
  /** Agreed: the tag may be taken away from another image. */
  move: z.boolean().default(false),
});
export type SetTag = z.infer<typeof SetTag>;

/** `previousDigest`: the image that had the tag before. `activity`: what the log calls the change; what Undo needs. */
export const TagChanged = z.object({ previousDigest: z.string().optional(), activity: z.string().optional() });
export type TagChanged = z.infer<typeof TagChanged>;

export const RemoveTag = z.object({
  repository: RepositoryKey,
  tag: z.string(),
  /** Agreed: it is the last tag, and ECR deletes the image with it. */
  deleteImage: z.boolean().default(false),
});
export type RemoveTag = z.infer<typeof RemoveTag>;

/** A multi-platform index of images that are in the repository already. */
export const ComposeIndex = z.object({
  repository: RepositoryKey,
  tag: z.string(),
  /** Digests or tags of its images; a platform overrides the one in the image's config. */
  children: z.array(z.object({ image: z.string(), platform: z.string().optional() })).min(1).max(100),
  annotations: z.record(z.string(), z.string()).default({}),
  /** Agreed: the tag may be taken away from another image. */
  move: z.boolean().default(false),
});
export type ComposeIndex = z.infer<typeof ComposeIndex>;
