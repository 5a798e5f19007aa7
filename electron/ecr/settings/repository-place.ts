import type { RepositoryKey } from '../../../shared/model/repository';

/** A repository of any account's registry, as one profile sees it. */
export interface RepositoryPlace extends RepositoryKey {
  /** Account of the registry; that of the profile unless told. */
  registryId?: string;
}
