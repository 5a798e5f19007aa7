import { z } from 'zod';
import { ContentFound, ContentOf, FilesQuery } from './layers';

/** Two images, of any repositories. */
export const ComparedImages = z.object({ left: ContentOf, right: ContentOf });
export type ComparedImages = z.infer<typeof ComparedImages>;

/** One field of the two configurations; `name` within a group, as `PATH` in `Environment`. */
export const ConfigDifference = z.object({
  group: z.string(),
  name: z.string(),
  left: z.string().optional(),
  right: z.string().optional(),
  /** One of the values looks like a secret. */
  secret: z.boolean(),
});
export type ConfigDifference = z.infer<typeof ConfigDifference>;

/** A layer of one image or of both, with its place in each. */
export const ComparedLayer = z.object({
  digest: z.string(),
  size: z.number(),
  command: z.string().optional(),
  left: z.number().optional(),
  right: z.number().optional(),
  /** `base`: at the same place with the same layers below it. */
  where: z.enum(['base', 'both', 'left', 'right']),
});
export type ComparedLayer = z.infer<typeof ComparedLayer>;

const Side = z.object({ found: ContentFound, /** Compressed bytes. */ size: z.number(), layers: z.number(), readBytes: z.number(), unreadBytes: z.number() });

export const Comparison = z.object({
  left: Side,
  right: Side,
  /** All fields, the equal ones too. */
  config: z.array(ConfigDifference),
  layers: z.array(ComparedLayer),
  /** Compressed bytes. */
  bytes: z.object({ shared: z.number(), left: z.number(), right: z.number() }),
  /** Of the files of both: see `LayersShown`. */
  state: z.enum(['unread', 'reading', 'read']),
  /** What could not be read of the files, as sentences. */
  problems: z.array(z.string()),
  files: z.object({ added: z.number(), changed: z.number(), removed: z.number(), same: z.number(), sizeLeft: z.number(), sizeRight: z.number() }).optional(),
});
export type Comparison = z.infer<typeof Comparison>;

/** Files of the right image, marked with what they are against the left one. */
export const ComparedFilesQuery = ComparedImages.extend(FilesQuery.shape);
export type ComparedFilesQuery = z.infer<typeof ComparedFilesQuery>;
