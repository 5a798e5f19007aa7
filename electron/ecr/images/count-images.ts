import type { RepositoryKey } from '../../../shared/model/repository';
import type { EcrClients } from '../ports';
import { listImages } from './list-images';

/** How many images a repository has; undefined when counting takes longer than `within` milliseconds (a page is a thousand). @throws AppError. */
export async function countImages(clients: EcrClients, key: RepositoryKey, within: number): Promise<number | undefined> {
  const enough = AbortSignal.timeout(within);
  let count = 0;
  try {
    for await (const page of listImages(clients, key, enough)) count += page.length;
    return count;
  } catch (thrown) {
    if (enough.aborted) return undefined;
    throw thrown;
  }
}
