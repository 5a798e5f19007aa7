/** What filling the inventory needs of the rest: a clock, a store, ECR by single pages. */
import type { Image } from '../../../shared/model/image';
import type { RegistryKind, Repository, RepositoryKey } from '../../../shared/model/repository';

export interface CrawlClock {
  /** Epoch milliseconds, as the computer has it: may jump. */
  now(): number;
  /** Milliseconds that only grow. */
  ticks(): number;
  /** Returns early, without failing, when the signal aborts. */
  sleep(ms: number, signal: AbortSignal): Promise<void>;
  /** From 0 up to 1. */
  random(): number;
}

/** A registry of a region, seen through a profile. */
export interface SourceKey {
  profile: string;
  region: string;
  registry: RegistryKind;
}

/** A source that is wanted. `definition` differs when the profile leads somewhere else than before. */
export interface WantedSource extends SourceKey {
  definition: string;
}

/** What the store knows of a source from before. */
export interface KnownSource extends SourceKey {
  repositories: number;
  accountId?: string;
  host?: string;
  /** Epoch milliseconds. */
  readAt?: number;
}

/** How fresh the store's knowledge of one repository is; instants are epoch milliseconds. */
export interface Freshness {
  uri: string;
  name: string;
  host: string;
  /** Profiles that see it, the one that speaks for it first. */
  profiles: readonly string[];
  region: string;
  registry: RegistryKind;
  createdAt?: number;
  /** When its images were read last; absent: never. */
  readAt?: number;
  newestPushAt?: number;
  images?: number;
}

/** All images of a repository, and when they were asked for, in epoch milliseconds. */
export interface ReadList {
  uri: string;
  images: readonly Image[];
  readAt: number;
}

/** Where everything that is read goes to, as `InventoryStore` has it. Writes answer whether anything has changed. */
export interface CrawlStore {
  /** Keeps these sources alone; one with another `definition` starts empty. */
  keepSources(sources: readonly WantedSource[]): Promise<boolean>;
  sources(): Promise<KnownSource[]>;
  /** Repositories that a source was seen to have; those it had before stay. */
  putRepositories(input: { source: SourceKey; repositories: readonly Repository[] }): Promise<boolean>;
  /** All that a source has, once it was listed to its end. */
  replaceSource(input: { source: SourceKey; uris: readonly string[]; readAt: number }): Promise<boolean>;
  /** A source sees the very registry that another one has just listed to its end. */
  mirrorSource(input: { from: SourceKey; to: SourceKey }): Promise<boolean>;
  /** All images of each of these repositories, in place of what was known. */
  putImageLists(lists: readonly ReadList[]): Promise<boolean>;
  /** Tags of repositories, by URI. */
  putResourceTags(tags: Readonly<Record<string, Record<string, string>>>): Promise<boolean>;
  dropRepositories(uris: readonly string[]): Promise<boolean>;
  readings(): Promise<Freshness[]>;
  /** Very many images are about to be written, or were. */
  fill?(stage: 'begin' | 'end'): Promise<void>;
}

/** One page of a list. */
export interface Page<T> {
  items: T[];
  nextToken?: string;
}

/** ECR, and ECR Public, one call each. Every call fails with an AppError alone. */
export interface CrawlEcr {
  repositories(source: SourceKey, page: PageAsked): Promise<Page<Repository>>;
  images(key: RepositoryKey, page: PageAsked): Promise<Page<Image>>;
  /** Tags of a repository itself, by its ARN. */
  tags(source: SourceKey, arn: string, signal: AbortSignal): Promise<Record<string, string>>;
}

export interface PageAsked {
  nextToken?: string | undefined;
  signal: AbortSignal;
}
