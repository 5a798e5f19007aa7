import { z } from 'zod';
import { ProfileName, RegionName } from './profile';
import { RepositoryKey } from './repository';
import { Instant } from './session';

/** `linux/arm64/v8`: OS, architecture, variant where there is one. */
export const PlatformName = z.string().regex(/^[a-z0-9]+\/[a-z0-9_]+(\/[a-z0-9.]+)?$/, 'A platform looks like linux/amd64.');

export const Image = z.object({
  digest: z.string(),
  tags: z.array(z.string()),
  /** Compressed bytes as ECR reports them; for an index the size of its largest child. */
  sizeBytes: z.number(),
  pushedAt: Instant.optional(),
  lastPulledAt: Instant.optional(),
  mediaType: z.string().optional(),
  artifactType: z.string().optional(),
  /** Platforms of an index's children, or of the image's own config; absent until read. */
  platforms: z.array(z.string()).optional(),
  /** True for a child of an index in this repository that has no tag of its own. */
  childOf: z.string().optional(),
  findings: z.record(z.string(), z.number()).optional(),
  /** Labels of its config, as far as that was read. */
  labels: z.record(z.string(), z.string()).optional(),
  /** Absent: standard storage, to be pulled at once. */
  storage: z.enum(['archived', 'activating']).optional(),
  /** Of a multi-platform image in a folded list: how many of its parts belong under it. */
  parts: z.number().optional(),
});
export type Image = z.infer<typeof Image>;

/** An image found in any repository. */
export const FoundImage = Image.extend({ repository: RepositoryKey, uri: z.string() });
export type FoundImage = z.infer<typeof FoundImage>;
export const FoundImages = z.object({ rows: z.array(FoundImage), total: z.number(), /** Counting stopped here: there are more. */ isAtLeast: z.boolean() });
export type FoundImages = z.infer<typeof FoundImages>;

/** Images of every repository that the index knows, through a search (`shared/search`). */
export const ImageSearch = z.object({
  search: z.string(),
  profile: ProfileName.optional(),
  region: RegionName.optional(),
  sort: z.enum(['relevance', 'tag', 'size', 'pushed', 'pulled']).default('relevance'),
  descending: z.boolean().default(true),
  offset: z.number().int().min(0).default(0),
  limit: z.number().int().min(1).max(1000).default(200),
});
export type ImageSearch = z.infer<typeof ImageSearch>;

/** `total`: rows that there are; `found`: images that there are, those that are folded away included. */
export const ImagePage = z.object({ rows: z.array(Image), total: z.number(), found: z.number().optional() });
export type ImagePage = z.infer<typeof ImagePage>;
