/** Copies image after image with its tags, some at a time; what one of them fails with is kept, and the others go on. */
import { AppError, toAppError, type ErrorCode } from '../../../shared/errors';
import { formatImageReference } from '../../../shared/ecr/image-reference';
import type { SyncItem } from '../../../shared/model/moving/sync';
import type { JobContext, JobWork } from '../../jobs/job-kinds';
import { inParallel } from '../content/in-parallel';
import type { RepositorySide } from './plan/repository-side';
import type { SyncProgress } from './sync-progress';

export interface TagsCopy {
  from: RepositorySide;
  to: RepositorySide;
  items: readonly SyncItem[];
  /** The copy of one image, where bytes are moved. */
  copy: JobWork;
  progress: SyncProgress;
}

export interface TagFailure {
  tag: string;
  error: AppError;
}

const IMAGES_AT_ONCE = 4;
/** What would meet every further tag too. */
const HOPELESS: readonly ErrorCode[] = ['session-expired', 'credentials-missing', 'credentials-invalid', 'mfa-required', 'keychain-locked', 'registry-unauthorized', 'repository-not-found', 'quota-exceeded'];
/** So many failures one after another are no bad luck with a tag any more. */
const MOST_IN_A_ROW = 8;

/** Answers what failed; tags that were not tried because nothing could succeed any more are among them. @throws AppError `cancelled`. */
export async function copyTags({ from, to, items, copy, progress }: TagsCopy, { signal }: Pick<JobContext, 'signal'>): Promise<TagFailure[]> {
  const failures: TagFailure[] = [];
  let inARow = 0;
  let gaveUp: AppError | undefined;
  const fail = (tag: string, error: AppError): void => {
    failures.push({ tag, error });
    progress.change(tag, { state: 'skipped', note: `Failed: ${error.message}`, doneBytes: 0, totalBytes: 0 });
  };
  const copyTag = async ({ tag, digest }: SyncItem, stop: AbortSignal): Promise<void> => {
    if (gaveUp !== undefined) return fail(tag, gaveUp);
    try {
      // By digest, so that what moves is what was planned, whatever the tag names by then.
      const source = formatImageReference({ host: from.host, repository: from.repository, ...(digest === '' ? { tag } : { digest }) });
      const input = {
        from: source,
        to: formatImageReference({ host: to.host, repository: to.repository, tag }),
        ...(from.profile !== undefined && { fromProfile: from.profile }),
        ...(to.profile !== undefined && { toProfile: to.profile }),
      };
      let moved = false;
      progress.change(tag, { state: 'running', note: 'Starting' });
      await copy(input, {
        signal: stop,
        report: (report) => {
          moved = report.parts.some(({ state }) => state === 'done');
          progress.copying(tag, report);
        },
      });
      inARow = 0;
      progress.change(tag, moved ? { state: 'done', note: 'Copied' } : { state: 'done', note: 'Copied, all layers were there', doneBytes: 0, totalBytes: 0 });
    } catch (thrown) {
      if (signal.aborted) throw new AppError('cancelled', 'Cancelled.', { cause: thrown });
      const error = toAppError(thrown);
      inARow += 1;
      if (HOPELESS.includes(error.code) || inARow >= MOST_IN_A_ROW) gaveUp ??= error;
      fail(tag, error);
    }
  };
  await inParallel({ items: byImage(items), limit: IMAGES_AT_ONCE, signal }, async (tags, stop) => {
    for (const item of tags) await copyTag(item, stop);
  });
  if (signal.aborted) throw new AppError('cancelled', 'Cancelled.', { cause: signal.reason });
  return failures;
}

/** Tags of one image go one after the other: the second finds it there, and no registry is given the same manifest twice at a time. */
function byImage(items: readonly SyncItem[]): SyncItem[][] {
  const images = new Map<string, SyncItem[]>();
  for (const item of items) {
    const image = item.digest === '' ? item.tag : item.digest;
    const tags = images.get(image);
    if (tags === undefined) images.set(image, [item]);
    else tags.push(item);
  }
  return [...images.values()];
}
