import { AppError } from '../../../shared/errors';
import type { Page } from './ports';

/** How often a list is begun anew because its token ran out; a list that changes under us for ever is given up. */
const BEGINNINGS = 3;

/**
 * Reads a list page after page, telling each as it comes. A token that AWS no longer takes (they expire, and a half-answered list
 * may be resumed much later) begins the list anew; a token that comes back unchanged is a broken endpoint.
 * Answers what `keep` makes of each item, once by its key. @throws AppError.
 */
export async function readPages<T, K>(options: {
  ask: (nextToken: string | undefined) => Promise<Page<T>>;
  keep: (item: T) => readonly [key: string, kept: K];
  page?: (page: Page<T>) => Promise<'go on' | 'enough'>;
}): Promise<K[]> {
  const { ask, keep, page } = options;
  for (let beginning = 1; ; beginning += 1) {
    const all = new Map<string, K>();
    let nextToken: string | undefined;
    try {
      for (;;) {
        const answer = await ask(nextToken);
        for (const item of answer.items) all.set(...keep(item));
        const isEnough = (await page?.(answer)) === 'enough';
        if (isEnough || answer.nextToken === undefined) return [...all.values()];
        if (answer.nextToken === nextToken) throw sameAgain();
        nextToken = answer.nextToken;
      }
    } catch (thrown) {
      const isTokenRefused = thrown instanceof AppError && thrown.code === 'invalid-input' && nextToken !== undefined;
      if (!isTokenRefused || beginning >= BEGINNINGS) throw thrown;
    }
  }
}

const sameAgain = (): AppError =>
  new AppError('registry-failed', 'The registry answers the same page again and again.', { hint: 'Look at the endpoint_url of the profile, and at proxies on the way.' });
