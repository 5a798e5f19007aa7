import type { ImageUser } from '../../shared/model/image-use';
import type { EcrScope } from '../ecr/ports';

/** An image that somebody names or runs, before it is known whose it is. */
export interface UsedImage {
  by: ImageUser;
  /** As it is written there: `host/name:tag`, `host/name@sha256:…`, or anything else that a person could write. */
  reference: string;
  /** What the reference was resolved to when it was started. */
  digest?: string;
  /** “service api in ECS cluster prod (3 tasks)”. */
  what: string;
  running: boolean;
}

/** Takes what a source finds as it finds it, so that one that is stopped half-way has told the first half. */
export interface UsesFound {
  used(image: UsedImage): void;
  /** Some part could not be asked: one sentence. */
  unasked(why: string): void;
}

/** One service that runs images. */
export interface UseSource {
  by: ImageUser;
  /** What a person calls it: “ECS”. */
  name: string;
  /** Tells every image in use in a profile's region. Rejects when the service as a whole cannot be asked. */
  look(scope: EcrScope, found: UsesFound, signal: AbortSignal): Promise<void>;
}
