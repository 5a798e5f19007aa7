import type { Reading } from './repositories';

/** How much is known, and how old it is. */
export interface StoreFreshness {
  repositories: number;
  /** Those whose images were read. */
  repositoriesRead: number;
  images: number;
  sizeBytes: number;
  /** When the images read longest ago were read, in epoch milliseconds. */
  oldestRead?: number;
}

export function freshness({ database, kept }: Reading, _input: object): StoreFreshness {
  return kept.answer('freshness', () => {
    const [repositories = 0, repositoriesRead = 0, images = 0, sizeBytes = 0, oldest = null] =
      database.row<[number, number, number, number, number | null]>('SELECT count(*), count(read_at), coalesce(sum(images), 0), coalesce(sum(size), 0), min(read_at) FROM repository') ?? [];
    return { repositories, repositoriesRead, images, sizeBytes, ...(oldest !== null && { oldestRead: oldest }) };
  });
}
