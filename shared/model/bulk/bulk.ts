/** The same change over many repositories, or changes of many images: planned, looked at, made as a job, reported. */
import { z } from 'zod';
import { WireError } from '../../errors';
import { Change, MutabilityExclusion } from '../changes/change';
import { ProfileName, RegionName } from '../profile';
import { RepositoryKey, TagMutability } from '../repository';

export const MOST_BULK_ITEMS = 100_000;

/** What to do with each of the repositories. */
export const BulkTemplate = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('set-mutability'), mutability: TagMutability, mutabilityExclusions: z.array(MutabilityExclusion).max(5).default([]) }),
  z.object({ kind: z.literal('set-scanning'), scanOnPush: z.boolean() }),
  z.object({ kind: z.literal('set-resource-tags'), set: z.record(z.string(), z.string()).default({}), remove: z.array(z.string()).default([]) }),
  /** Without a text the policy is taken away. */
  z.object({ kind: z.literal('set-lifecycle'), text: z.string().max(30_720).optional() }),
  z.object({ kind: z.literal('set-policy'), text: z.string().max(10_240).optional() }),
  z.object({ kind: z.literal('delete-repository'), force: z.boolean().default(false) }),
]);
export type BulkTemplate = z.infer<typeof BulkTemplate>;

/** Which repositories: these, or all that a search finds. */
export const BulkSelection = z.union([
  z.object({ repositories: z.array(RepositoryKey).min(1).max(MOST_BULK_ITEMS) }),
  z.object({ search: z.string(), profile: ProfileName.optional(), region: RegionName.optional() }),
]);
export type BulkSelection = z.infer<typeof BulkSelection>;

export const PlanBulk = z.union([z.object({ selection: BulkSelection, template: BulkTemplate }), z.object({ changes: z.array(Change).min(1).max(MOST_BULK_ITEMS) })]);
export type PlanBulk = z.infer<typeof PlanBulk>;

/** What is known of an item: what it would do (dry run), or what became of it. `waiting`: neither yet. */
export const BulkState = z.enum(['waiting', 'will-change', 'no-change', 'refused', 'done', 'unchanged', 'failed']);
export type BulkState = z.infer<typeof BulkState>;

export const BulkItem = z.object({
  /** Number within the plan, from 0. */
  index: z.number(),
  repository: RepositoryKey,
  title: z.string(),
  state: BulkState,
  /** One sentence for each thing that will be different. */
  effects: z.array(z.string()),
  warnings: z.array(z.string()),
  error: WireError.optional(),
});
export type BulkItem = z.infer<typeof BulkItem>;

export const BulkCounts = z.record(BulkState, z.number());
export type BulkCounts = z.infer<typeof BulkCounts>;

export const BulkId = z.string().regex(/^[0-9a-f-]{36}$/, 'A plan is named by an id.');

/** A window of a plan or of its report. */
export const ShowBulk = z.object({
  id: BulkId,
  state: BulkState.optional(),
  offset: z.number().int().min(0).default(0),
  limit: z.number().int().min(1).max(1000).default(200),
});
export type ShowBulk = z.infer<typeof ShowBulk>;

export const BulkPage = z.object({
  title: z.string(),
  total: z.number(),
  counts: BulkCounts,
  rows: z.array(BulkItem),
  /** How many rows are in this state. */
  found: z.number(),
  /** The dry run still reads. */
  looking: z.boolean(),
  /** What takes images or repositories away: it must be agreed to by typing this. */
  typed: z.string().optional(),
  jobId: z.string().optional(),
});
export type BulkPage = z.infer<typeof BulkPage>;

export const ReportFormat = z.enum(['csv', 'json', 'sh']);
export type ReportFormat = z.infer<typeof ReportFormat>;

/** What the job's journal holds: the changes themselves are in a file of the plan. */
export const BulkJob = z.object({ bulk: BulkId, /** Repositories (`host/name`) that it changes, as far as their hosts are known; at most some hundreds. */ places: z.array(z.string()).default([]) });
export type BulkJob = z.infer<typeof BulkJob>;
