/**
 * A change to a registry as plain data: what can be previewed, applied, done to many, logged and undone.
 * Every change Berth makes is one of these; `electron/changes` knows how to make each.
 */
import { z } from 'zod';
import { WireError } from '../../errors';
import { RepositoryKey, TagMutability } from '../repository';
import { ImageUse, UnaskedUse } from '../image-use';

/** A tag filter that is excluded from the mutability setting; `*` stands for any characters. */
export const MutabilityExclusion = z.string().regex(/^[0-9a-zA-Z._*-]{1,128}$/, 'A filter has letters, digits, ".", "_", "-" and "*".');

/** How a new repository encrypts its layers; it can never be changed. `kmsKey`: ARN, id or alias; absent: the AWS managed key. */
export const RepositoryEncryption = z.discriminatedUnion('type', [
  z.object({ type: z.literal('AES256') }),
  z.object({ type: z.enum(['KMS', 'KMS_DSSE']), kmsKey: z.string().max(2048).optional() }),
]);
export type RepositoryEncryption = z.infer<typeof RepositoryEncryption>;

/** What the public gallery shows of a public repository. The logo is a PNG or JPEG of at most 500 KB, base64. */
export const CatalogData = z.object({
  description: z.string().max(1024).optional(),
  architectures: z.array(z.string().max(50)).max(50).optional(),
  operatingSystems: z.array(z.string().max(50)).max(50).optional(),
  aboutText: z.string().max(25_600).optional(),
  usageText: z.string().max(25_600).optional(),
  logo: z.string().max(700_000).optional(),
  /** Where the gallery serves the logo from; only read. */
  logoUrl: z.string().optional(),
});
export type CatalogData = z.infer<typeof CatalogData>;

const on = { repository: RepositoryKey };
/** An image by digest, with the tags it had when the person looked. */
const Pointed = z.object({ digest: z.string(), tags: z.array(z.string()).default([]) });

export const Change = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('create-repository'),
    ...on,
    mutability: TagMutability.default('MUTABLE'),
    mutabilityExclusions: z.array(MutabilityExclusion).max(5).default([]),
    scanOnPush: z.boolean().default(false),
    encryption: RepositoryEncryption.default({ type: 'AES256' }),
    tags: z.record(z.string(), z.string()).default({}),
    lifecyclePolicyText: z.string().max(30_720).optional(),
    policyText: z.string().max(10_240).optional(),
    /** For a public repository. */
    catalog: CatalogData.optional(),
  }),
  z.object({ kind: z.literal('set-mutability'), ...on, mutability: TagMutability, mutabilityExclusions: z.array(MutabilityExclusion).max(5).default([]) }),
  z.object({ kind: z.literal('set-scanning'), ...on, scanOnPush: z.boolean() }),
  /** Tags of the repository itself: those to give and those to take away; others stay. */
  z.object({ kind: z.literal('set-resource-tags'), ...on, set: z.record(z.string(), z.string()).default({}), remove: z.array(z.string()).default([]) }),
  /** Without a text the policy is taken away. */
  z.object({ kind: z.literal('set-lifecycle'), ...on, text: z.string().max(30_720).optional() }),
  z.object({ kind: z.literal('set-policy'), ...on, text: z.string().max(10_240).optional() }),
  z.object({ kind: z.literal('set-catalog'), ...on, catalog: CatalogData }),
  z.object({ kind: z.literal('delete-repository'), ...on, force: z.boolean().default(false) }),
  z.object({ kind: z.literal('set-tag'), ...on, digest: z.string(), tag: z.string(), move: z.boolean().default(false) }),
  /** A multi-platform index of images that the repository has, under a tag. */
  z.object({
    kind: z.literal('compose-index'),
    ...on,
    tag: z.string(),
    children: z.array(z.object({ image: z.string(), platform: z.string().optional() })).min(1).max(100),
    annotations: z.record(z.string(), z.string()).default({}),
    move: z.boolean().default(false),
  }),
  z.object({ kind: z.literal('remove-tag'), ...on, tag: z.string(), deleteImage: z.boolean().default(false) }),
  /** Whole images, with all of their tags; indexes go before their children. `children`: those of an index that nothing else needs go too. */
  z.object({ kind: z.literal('delete-images'), ...on, images: z.array(Pointed).min(1).max(10_000), children: z.boolean().default(true) }),
  /** To archive storage: kept, cheaper in bulk, not to be pulled until it is restored. */
  z.object({ kind: z.literal('archive-images'), ...on, images: z.array(Pointed).min(1).max(10_000) }),
  z.object({ kind: z.literal('restore-images'), ...on, images: z.array(Pointed).min(1).max(10_000) }),
]);
export type Change = z.infer<typeof Change>;
export type ChangeKind = Change['kind'];
/** The changes of one kind, or of several. */
export type ChangeOf<K extends ChangeKind> = Extract<Change, { kind: K }>;

/** What a change would do, found out by reading alone. */
export const ChangePreview = z.object({
  change: Change,
  /** “Delete 3 images of shop/api”. */
  title: z.string(),
  /** One sentence for each thing that will be different afterwards. Empty: nothing would change. */
  effects: z.array(z.string()),
  /** What a person should know before; `serious` is what they may regret. */
  warnings: z.array(z.object({ text: z.string(), serious: z.boolean() })),
  /** Where images that would go are running. */
  uses: z.array(ImageUse).default([]),
  /** What could not be asked for uses, and why. */
  unasked: z.array(UnaskedUse).default([]),
  /** The same as AWS CLI commands (v2), one a line, quoted for a POSIX shell. No secret. */
  awsCli: z.array(z.string()),
  /** What must be typed to go on: for what cannot be undone or is protected. */
  typed: z.string().optional(),
  /** Whether Undo can bring it back, in a sentence where it cannot or only in part. */
  undo: z.object({ possible: z.boolean(), note: z.string().optional() }),
  /** It cannot be done; the rest of the preview is what it would have been. */
  refused: WireError.optional(),
});
export type ChangePreview = z.infer<typeof ChangePreview>;

/** What became of one part of a change: an image of many, a setting. */
export const ChangeItem = z.object({ what: z.string(), result: z.enum(['done', 'unchanged', 'failed']), error: WireError.optional() });
export type ChangeItem = z.infer<typeof ChangeItem>;

/** Makes a change. `typed`: the repository's name, where that had to be typed. `id`: what `change.cancel` will name it by. */
export const ApplyChange = z.object({ change: Change, typed: z.string().max(300).optional(), id: z.string().max(64).optional() });
export type ApplyChange = z.infer<typeof ApplyChange>;
