/** What the use cases of this room expect of the others. */
import type { JobProgress } from '../../shared/model/moving/job';
import type { Remedy } from '../../shared/model/remedy';
import type { DockerEngine, RegistryCredentials } from '../docker/docker-engine';
import type { RegistryClient } from '../registry/registry-client';

/** All that work knows of the job it is: stop when `signal` says so, tell how far it is. */
export interface TransferContext {
  signal: AbortSignal;
  report: (progress: JobProgress) => void;
}

/** Reaches registries with the identity that fits; `profile` is a wish, undefined lets the composition choose. */
export interface RegistryAccess {
  client(host: string, profile?: string): Promise<RegistryClient>;
  /** What Docker presents to the registry; undefined for an anonymous visit. */
  credentials(host: string, profile?: string): Promise<RegistryCredentials | undefined>;
  /** Those of the digests that a repository has, where its registry answers for many at once; undefined where it does not. */
  availableLayers?(asked: LayersWanted): Promise<string[] | undefined>;
  /** Finds out why access was denied and what to do about it; undefined when it cannot tell. */
  explainDenied?(denied: Denied): Promise<Explanation | undefined>;
}

export interface LayersWanted {
  host: string;
  repository: string;
  profile?: string;
  digests: readonly string[];
}

export interface Denied {
  host: string;
  repository: string;
  action: 'pull' | 'push';
  profile?: string;
  /** The registry's own words. */
  detail?: string;
}

/** What replaces the general sentence: which statement is missing where, and the remedy. */
export interface Explanation {
  message?: string;
  hint?: string;
  remedy?: Remedy;
}

/** The engine's methods that transfers use. */
export type TransferDocker = Pick<DockerEngine, 'commit' | 'tag' | 'removeImage' | 'pull' | 'inspectImage' | 'inspectContainer'>;
