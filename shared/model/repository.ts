import { z } from 'zod';
import { WireError } from '../errors';
import { AccountId, ProfileName, RegionName } from './profile';
import { Instant } from './session';

/** Names one repository for a command: which registry, through which profile. */
export const RepositoryKey = z.object({ profile: ProfileName, region: RegionName, name: z.string() });
export type RepositoryKey = z.infer<typeof RepositoryKey>;

export const TagMutability = z.enum(['MUTABLE', 'IMMUTABLE', 'MUTABLE_WITH_EXCLUSION', 'IMMUTABLE_WITH_EXCLUSION']);
export type TagMutability = z.infer<typeof TagMutability>;

export const Repository = z.object({
  profile: ProfileName,
  accountId: AccountId,
  region: RegionName,
  /** Registry host; `host/name` is the repository's URI. */
  host: z.string(),
  name: z.string(),
  uri: z.string(),
  arn: z.string(),
  createdAt: Instant.optional(),
  mutability: TagMutability,
  /** Filters that are excluded from the mutability setting, with `*` as wildcard. */
  mutabilityExclusions: z.array(z.string()),
  scanOnPush: z.boolean(),
  encryption: z.string(),
});
export type Repository = z.infer<typeof Repository>;

/** One (profile, region) the inventory looks at, and how far it is. */
export const InventorySource = z.object({
  profile: ProfileName,
  region: RegionName,
  accountId: AccountId.optional(),
  status: z.enum(['waiting', 'loading', 'ready', 'failed']),
  repositories: z.number(),
  error: WireError.optional(),
});
export type InventorySource = z.infer<typeof InventorySource>;

/** The topic that says “the inventory changed”: re-run the queries. */
export const InventoryState = z.object({
  /** Grows with every change. */
  revision: z.number(),
  total: z.number(),
  sources: z.array(InventorySource),
});
export type InventoryState = z.infer<typeof InventoryState>;

export const RepositoryQuery = z.object({
  /** Words that must all occur in name, account id, region or profile; case does not matter. */
  search: z.string().default(''),
  profile: ProfileName.optional(),
  region: RegionName.optional(),
  sort: z.enum(['name', 'account', 'region', 'created']).default('name'),
  descending: z.boolean().default(false),
  offset: z.number().int().min(0).default(0),
  limit: z.number().int().min(1).max(1000).default(200),
});
export type RepositoryQuery = z.infer<typeof RepositoryQuery>;

export const RepositoryPage = z.object({ rows: z.array(Repository), total: z.number(), revision: z.number() });
export type RepositoryPage = z.infer<typeof RepositoryPage>;

export const CreateRepository = RepositoryKey.extend({
  mutability: TagMutability.default('MUTABLE'),
  mutabilityExclusions: z.array(z.string().regex(/^[0-9a-zA-Z._*-]{1,128}$/)).max(5).default([]),
  scanOnPush: z.boolean().default(false),
  tags: z.record(z.string(), z.string()).default({}),
});
export type CreateRepository = z.infer<typeof CreateRepository>;

/** A repository with what one asks for when deciding about it. */
export const RepositoryDetail = Repository.extend({
  imageCount: z.number(),
  /** Sum of the images' sizes as ECR reports them; layers shared between images are counted each time. */
  sizeBytes: z.number(),
  tags: z.record(z.string(), z.string()),
  policyText: z.string().optional(),
  lifecyclePolicyText: z.string().optional(),
  /** What the profile may not read; its absence says nothing then. */
  unreadable: z.array(z.enum(['policy', 'lifecycle', 'tags'])),
});
export type RepositoryDetail = z.infer<typeof RepositoryDetail>;
