import { toAppError, type AppError } from '../../../shared/errors';
import type { Image } from '../../../shared/model/image';
import type { CrawlClock, CrawlEcr, Freshness } from './ports';
import type { PoliteCalls } from './pace/polite-calls';
import { readPages } from './read-pages';
import type { SourceRow } from './source-row';

export interface ReadPorts {
  ecr: CrawlEcr;
  calls: PoliteCalls;
  clock: CrawlClock;
}

export type ReadOutcome =
  | { kind: 'read'; images: Image[]; readAt: number }
  /** Deleted since it was listed. */
  | { kind: 'gone' }
  /** Nobody who sees it may look into it, or it failed: each source was told. */
  | { kind: 'unseen'; error?: AppError };

/** Errors that another profile may not have. */
const OF_THE_PROFILE: readonly string[] = ['access-denied', 'session-expired', 'credentials-missing', 'credentials-invalid', 'mfa-required', 'profile-not-found'];

/** Reads all images of one repository, through the first of `rows` (the sources that see it) that may. @throws AppError `cancelled` alone. */
export async function readImages(repository: Freshness, rows: readonly SourceRow[], { signal, ...ports }: ReadPorts & { signal: AbortSignal }): Promise<ReadOutcome> {
  const { ecr, calls, clock } = ports;
  const { name, region, registry, host } = repository;
  let last: AppError | undefined;
  for (const row of rows) {
    if (!row.mayAsk('images')) continue;
    const key = { profile: row.key.profile, region, name, registry };
    try {
      const readAt = clock.now();
      const images = await readPages({
        ask: (nextToken) => calls.run(`${host} DescribeImages`, signal, () => ecr.images(key, { nextToken, signal })),
        keep: (image) => [image.digest, image],
      });
      row.granted('images');
      return { kind: 'read', images, readAt };
    } catch (thrown) {
      last = toAppError(thrown);
      if (last.code === 'cancelled') throw last;
      if (last.code === 'repository-not-found') return { kind: 'gone' };
      row.refused('images', last);
      if (!OF_THE_PROFILE.includes(last.code)) break;
    }
  }
  return { kind: 'unseen', ...(last !== undefined && { error: last }) };
}
