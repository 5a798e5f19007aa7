import { z } from 'zod';
import { WireError } from '../../errors';
import { PlatformName } from '../image';
import { ProfileName } from '../profile';

/** An image whose content is looked at: any that can be pulled. Of an index the platform that is told, else one that is near. */
export const ContentOf = z.object({
  /** HOST/NAME:TAG or HOST/NAME@DIGEST. */
  reference: z.string().max(1024),
  profile: ProfileName.optional(),
  platform: PlatformName.optional(),
});
export type ContentOf = z.infer<typeof ContentOf>;

/** Which image it is that was read. */
export const ContentFound = z.object({
  /** Digest of what the reference names; `imageDigest` is that of the platform's image, the same where there is one image alone. */
  digest: z.string(),
  imageDigest: z.string(),
  platform: z.string().optional(),
  /** What an index has. */
  platforms: z.array(z.string()),
});
export type ContentFound = z.infer<typeof ContentFound>;

/** How many files a layer adds, changes (or writes again) and removes. */
export const LayerChanges = z.object({ added: z.number(), changed: z.number(), removed: z.number() });

export const Layer = z.object({
  digest: z.string(),
  mediaType: z.string(),
  /** Compressed bytes. */
  size: z.number(),
  /** The history's command that made it, as it was recorded; absent where the image has no history of it. */
  command: z.string().optional(),
  /** The command has what looks like a secret in it. */
  secret: z.boolean().optional(),
  createdAt: z.string().optional(),
  comment: z.string().optional(),
  /** Of its files: `unread` until that is asked for. */
  state: z.enum(['unread', 'waiting', 'reading', 'read', 'failed']),
  /** Compressed bytes that have come. */
  readBytes: z.number(),
  error: WireError.optional(),
  /** Bytes of its files, uncompressed, and how many entries it has. */
  fileBytes: z.number().optional(),
  entries: z.number().optional(),
  /** Why not all of its files are listed, as the end of a sentence; how many were left out because they lead out of the image. */
  problem: z.string().optional(),
  refused: z.number().optional(),
  /** Known when this layer and those below it are read. */
  changes: LayerChanges.optional(),
  /** Bytes of its files that are not in the image, because a later layer has others or removes them. Known when all are read. */
  wastedBytes: z.number().optional(),
});
export type Layer = z.infer<typeof Layer>;

/** A command of the history that made no layer. */
export const EmptyStep = z.object({ command: z.string(), /** Layers before it. */ after: z.number() });

export const LayersShown = z.object({
  found: ContentFound,
  layers: z.array(Layer),
  emptySteps: z.array(EmptyStep),
  /** `read`: the files of every layer are known, or why they are not. */
  state: z.enum(['unread', 'reading', 'read']),
  /** Sums over all layers, once they are read. */
  total: z.object({ files: z.number(), fileBytes: z.number(), wastedBytes: z.number(), efficiency: z.number() }).optional(),
});
export type LayersShown = z.infer<typeof LayersShown>;

const Window = z.object({
  offset: z.number().int().min(0).default(0),
  limit: z.number().int().min(1).max(1000).default(200),
});

/** Which files, in what order. */
export const FilesQuery = Window.extend({
  /** `a/b`; the root without it. */
  folder: z.string().max(4096).optional(),
  /** Part of a name, or of a path when it has a slash; `*` and `?` are wildcards. Finds at any depth. */
  search: z.string().max(1000).default(''),
  /** All files at any depth, without folders. */
  flat: z.boolean().default(false),
  /** Only what is added, changed or removed. */
  changesOnly: z.boolean().default(false),
  sort: z.enum(['name', 'size']).default('name'),
  descending: z.boolean().default(false),
});
export type FilesQuery = z.infer<typeof FilesQuery>;

/** Files of an image, or with `layer` (an index from 0) as that layer leaves them, marked with what it did. */
export const LayerFilesQuery = ContentOf.extend(FilesQuery.shape).extend({ layer: z.number().int().min(0).optional() });
export type LayerFilesQuery = z.infer<typeof LayerFilesQuery>;

export const FileRow = z.object({
  path: z.string(),
  name: z.string(),
  /** `implied`: a folder that no layer names, only files in it. */
  kind: z.enum(['implied', 'file', 'hard-link', 'link', 'character-device', 'block-device', 'folder', 'pipe', 'other']),
  /** Bytes; of a folder those of all that is in it. */
  size: z.number(),
  sizeBefore: z.number(),
  /** `rewritten`: written again as it was. */
  change: z.enum(['same', 'added', 'changed', 'removed', 'rewritten']),
  /** Of a file that changed: only its owner or mode did. */
  sameContent: z.boolean().optional(),
  inside: LayerChanges.extend({ files: z.number() }).optional(),
  mode: z.number(),
  uid: z.number(),
  gid: z.number(),
  /** Seconds since 1970. */
  mtime: z.number(),
  link: z.string().optional(),
  /** How many extended attributes. */
  attributes: z.number().optional(),
  /** Index of the layer that it is from. */
  layer: z.number().optional(),
});
export type FileRow = z.infer<typeof FileRow>;
export const FilePage = z.object({ rows: z.array(FileRow), total: z.number() });
export type FilePage = z.infer<typeof FilePage>;

export const WasteQuery = ContentOf.extend(Window.shape);
export type WasteQuery = z.infer<typeof WasteQuery>;

/** Bytes of layers that nobody sees, the most first. */
export const WastePage = z.object({
  rows: z.array(z.object({ path: z.string(), wasted: z.number(), layers: z.array(z.number()), removedIn: z.number().optional() })),
  total: z.number(),
  /** Files with the same content, at most 100 groups with at most 20 paths. */
  duplicates: z.array(z.object({ size: z.number(), count: z.number(), paths: z.array(z.string()) })),
});
export type WastePage = z.infer<typeof WastePage>;

export const FileTextQuery = ContentOf.extend({ layer: z.number().int().min(0), path: z.string().max(4096) });
export type FileTextQuery = z.infer<typeof FileTextQuery>;
/** The beginning of a file; `binary` when it is no text. */
export const FileText = z.object({ text: z.string(), size: z.number(), cut: z.boolean(), binary: z.boolean() });
export type FileText = z.infer<typeof FileText>;
