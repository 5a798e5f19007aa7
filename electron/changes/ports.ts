import type { ECRPUBLICClient } from '@aws-sdk/client-ecr-public';
import type { ImageUse, UnaskedUse } from '../../shared/model/image-use';
import type { Repository, RepositoryKey } from '../../shared/model/repository';
import type { FetchBytes } from '../ecr/images/read-config';
import type { EcrClients } from '../ecr/ports';

/** Clients of private registries, and of the public one. */
export interface ChangeClients extends EcrClients {
  /** @throws AppError when there are no credentials for it. */
  ecrPublic(profile: string): ECRPUBLICClient | Promise<ECRPUBLICClient>;
}

/** Where images are in use; never fails for what may not be asked. */
export interface UsesOfImages {
  of(repository: RepositoryKey, images: readonly { digest: string; tags: readonly string[] }[], signal: AbortSignal): Promise<{ uses: ImageUse[]; unasked: UnaskedUse[] }>;
}

/** Lists that show a change before ECR is asked again. */
export interface ChangedLists {
  put(repository: Repository): void;
  remove(repository: RepositoryKey): void;
  /** The images of it are others now. */
  forget(repository: RepositoryKey): void;
}

/** What a person has marked. */
export interface Marks {
  isProduction(profile: string): boolean;
  /** `host/name` of the repositories that are protected. */
  protectedRepositories(): readonly string[];
}

export interface ChangePorts {
  clients: ChangeClients;
  fetchBytes: FetchBytes;
  uses: UsesOfImages;
  lists: ChangedLists;
  marks: Marks;
}
