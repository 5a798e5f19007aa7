import { z } from 'zod';
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
});
export type Image = z.infer<typeof Image>;

export const ImagePage = z.object({ rows: z.array(Image), total: z.number() });
export type ImagePage = z.infer<typeof ImagePage>;
