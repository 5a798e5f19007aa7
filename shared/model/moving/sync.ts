/** Copying many tags of one repository to another, and what it would cost. */
import { z } from 'zod';
import { ProfileName, RegionName } from '../profile';

/** One repository as the target of the other: only what is missing moves, unless `overwrite`. */
export const SyncRepository = z.object({
  /** host/repository, no tag. */
  from: z.string().max(1024),
  to: z.string().max(1024),
  fromProfile: ProfileName.optional(),
  toProfile: ProfileName.optional(),
  /** Tags to copy; `*` stands for any run of characters. Empty: every tag. */
  tags: z.array(z.string().max(128)).max(1000).default([]),
  /** Tags to leave out, in the same way. */
  exclude: z.array(z.string().max(128)).max(1000).default([]),
  /** At most this many, newest first. */
  newest: z.number().int().min(1).optional(),
  /** Whether a tag that names another image at the target is moved. */
  overwrite: z.boolean().default(false),
  /** What of the source repository's settings is given to the target. */
  carry: z.array(z.enum(['settings', 'policy', 'lifecycle'])).default([]),
  /** Create the target repository when it is missing. */
  createRepository: z.boolean().default(false),
});
export type SyncRepository = z.infer<typeof SyncRepository>;

export const SyncItem = z.object({
  tag: z.string(),
  digest: z.string(),
  state: z.enum(['missing', 'differs', 'same', 'refused']),
  /** What happens with it, when it is not plain: “moves from 1f2e…”, “immutable at the target”. */
  note: z.string().optional(),
  /** Bytes of the image as the source counts them; 0 while unknown. */
  bytes: z.number(),
});
export type SyncItem = z.infer<typeof SyncItem>;

/** What carrying one part of the settings would do. */
export const CarryItem = z.object({
  what: z.enum(['settings', 'policy', 'lifecycle']),
  change: z.enum(['same', 'set', 'replace', 'nothing-there', 'unreadable']),
  /** One sentence. */
  text: z.string(),
});
export type CarryItem = z.infer<typeof CarryItem>;

/** An honest estimate: what it rests on is said with it. */
export const TransferEstimate = z.object({
  /** Bytes that move at most; blobs that several images share are counted once where that is known. */
  bytes: z.number(),
  /** Seconds, from the speed of this machine's last transfers or an assumed one. */
  seconds: z.object({ least: z.number(), most: z.number() }),
  /** US dollars. */
  cost: z.object({ transferOut: z.number(), storagePerMonth: z.number() }),
  /** One sentence each: the prices and speeds it rests on. */
  assumptions: z.array(z.string()),
});
export type TransferEstimate = z.infer<typeof TransferEstimate>;

/** What AWS can do by itself instead. */
export const AwsAlternative = z.object({
  kind: z.enum(['replication', 'pull-through-cache']),
  title: z.string(),
  /** Why it fits, or what it does not do; one sentence each. */
  notes: z.array(z.string()),
  /** The whole configuration after the change, as JSON text, ready to apply. */
  rule: z.string(),
  /** The configuration that it was planned upon, as JSON text: applying it refuses when another is in force by then. */
  basedOn: z.string().optional(),
  /** The AWS CLI command that does the same. */
  command: z.string(),
  /** Who applies it, where. */
  profile: ProfileName,
  region: RegionName,
});
export type AwsAlternative = z.infer<typeof AwsAlternative>;

export const SyncPlan = z.object({
  items: z.array(SyncItem),
  carry: z.array(CarryItem),
  /** False when the target repository does not exist. */
  targetExists: z.boolean(),
  estimate: TransferEstimate,
  alternatives: z.array(AwsAlternative),
  /** What else should be known before it begins, one sentence each. */
  notes: z.array(z.string()).optional(),
});
export type SyncPlan = z.infer<typeof SyncPlan>;
