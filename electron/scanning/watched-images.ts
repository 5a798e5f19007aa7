import type { ScannedImage, WatchesState } from '../../shared/model/findings';
import type { RepositoryKey } from '../../shared/model/repository';

/** Images of everything that is watched. A repository that cannot be read is left out: its watch says why. */
export async function watchedImages({ watches }: WatchesState, read: (repository: RepositoryKey) => Promise<ScannedImage[]>): Promise<ScannedImage[]> {
  const repositories = new Map(watches.map(({ uri, repository }) => [uri, repository]));
  const images: ScannedImage[] = [];
  for (const [uri, repository] of repositories) {
    const mine = watches.filter((watch) => watch.uri === uri);
    const found = await read(repository).catch((): ScannedImage[] => []);
    images.push(...found.filter(({ tags }) => mine.some(({ tag }) => tag === undefined || tags.includes(tag))));
  }
  return images;
}
