import type { Image } from '../../shared/model/image';
import type { ProfilesState } from '../../shared/model/profile';
import type { RepositoryKey } from '../../shared/model/repository';
import type { EcrScope } from '../ecr/ports';
import type { PlatformNotes } from '../ecr/images/read-platforms';

/** Where the inventory learns which profiles there are. */
export interface ProfileList {
  state(): ProfilesState;
  onChange(listener: () => void): () => void;
}

/** What the inventory asks of ECR about one repository. Every answer fails with an AppError alone. */
export interface InventoryEcr {
  platforms(key: RepositoryKey, images: readonly Image[]): Promise<PlatformNotes>;
}

/** Waiting, so that tests own the time. */
export interface Timers {
  /** Runs `then` after that many milliseconds, unless the returned function is called before. */
  after(ms: number, then: () => void): () => void;
}

/** The registry of an account in a region, and a profile that sees it. */
export interface KnownRegistry extends EcrScope {
  accountId: string;
  host: string;
}
