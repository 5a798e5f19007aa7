import { z } from 'zod';
import { WireError } from '../errors';
import { AccountId, ProfileName, RegionName } from './profile';
import { Instant } from './session';

/** An account's private registry of a region, or its public one (whose API is in us-east-1). */
export const RegistryKind = z.enum(['private', 'public']);
export type RegistryKind = z.infer<typeof RegistryKind>;

/** Names one repository for a command: which registry, through which profile. `registry` is private unless told. */
export const RepositoryKey = z.object({ profile: ProfileName, region: RegionName, name: z.string(), registry: RegistryKind.optional() });
export type RepositoryKey = z.infer<typeof RepositoryKey>;

export const TagMutability = z.enum(['MUTABLE', 'IMMUTABLE', 'MUTABLE_WITH_EXCLUSION', 'IMMUTABLE_WITH_EXCLUSION']);
export type TagMutability = z.infer<typeof TagMutability>;

/** What the index knows of a repository's images; absent until they were read. */
export const RepositoryStatistics = z.object({
  images: z.number(),
  /** Sum of the images' sizes as ECR reports them; layers shared between images are counted each time. */
  sizeBytes: z.number(),
  /** Layers counted once; absent until manifests were read. */
  uniqueBytes: z.number().optional(),
  untagged: z.number(),
  newestPushAt: Instant.optional(),
  lastPullAt: Instant.optional(),
  /** Estimated list price a month in US dollars. */
  monthlyCost: z.number().optional(),
  /** Findings of the newest scan of each image, by severity. */
  findings: z.record(z.string(), z.number()).optional(),
  /** When ECR was asked last. */
  readAt: Instant,
});
export type RepositoryStatistics = z.infer<typeof RepositoryStatistics>;

export const Repository = z.object({
  /** Private unless told. */
  registry: RegistryKind.optional(),
  statistics: RepositoryStatistics.optional(),
  /** Tags of the repository itself; absent until they were read. */
  resourceTags: z.record(z.string(), z.string()).optional(),
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

/** What a profile may not see of a registry, or sees of some repositories alone; the rest of it is there all the same. */
export const UnseenPart = z.object({
  part: z.enum(['repositories', 'images', 'tags', 'catalogue']),
  /** Which call was refused, and what would allow it. */
  error: WireError,
  /** Repositories that it concerns, where it is not all of them. */
  repositories: z.number().optional(),
});
export type UnseenPart = z.infer<typeof UnseenPart>;

/** One (profile, region) the inventory looks at, and how far it is. An account's public registry is a source of its own. */
export const InventorySource = z.object({
  profile: ProfileName,
  region: RegionName,
  /** Private unless told. */
  registry: RegistryKind.optional(),
  accountId: AccountId.optional(),
  /** Of the list of repositories; images follow, as `images` counts. */
  status: z.enum(['waiting', 'loading', 'ready', 'failed']),
  repositories: z.number(),
  /** When the list of repositories was last read to its end. */
  readAt: Instant.optional(),
  /** Repositories whose images are still to be read in this turn, and all that were in it; absent when nothing is being read. */
  images: z.object({ left: z.number(), of: z.number() }).optional(),
  error: WireError.optional(),
  unseen: z.array(UnseenPart).optional(),
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
  /** The search language (`shared/search`): over names, accounts, regions, resource tags, and the tags and digests of images. */
  search: z.string().default(''),
  profile: ProfileName.optional(),
  region: RegionName.optional(),
  registry: RegistryKind.optional(),
  /** Only repositories below this folder: `team/` has `team/api` and `team/web/site`. */
  folder: z.string().optional(),
  /** Only those directly in that folder (or in none), not in the folders below. */
  direct: z.boolean().optional(),
  /** Only these (`host/name`), as favourites are asked for. */
  uris: z.array(z.string()).max(10_000).optional(),
  /** `relevance`: the best match of the search's words first. */
  sort: z.enum(['relevance', 'name', 'account', 'region', 'created', 'images', 'size', 'pushed', 'pulled', 'cost']).default('name'),
  descending: z.boolean().default(false),
  offset: z.number().int().min(0).default(0),
  limit: z.number().int().min(1).max(1000).default(200),
});
export type RepositoryQuery = z.infer<typeof RepositoryQuery>;

export const RepositoryPage = z.object({ rows: z.array(Repository), total: z.number(), revision: z.number() });
export type RepositoryPage = z.infer<typeof RepositoryPage>;

/** Folders (`a/` of `a/b`) directly below another, with how many repositories are in each at any depth. */
export const FolderQuery = RepositoryQuery.pick({ search: true, profile: true, region: true, registry: true, folder: true });
export type FolderQuery = z.infer<typeof FolderQuery>;
export const Folder = z.object({ path: z.string(), repositories: z.number() });
export type Folder = z.infer<typeof Folder>;

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
