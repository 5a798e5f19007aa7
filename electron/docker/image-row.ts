import type Docker from 'dockerode';
import type { LocalImage } from '../../shared/model/container';

/** Rows of Docker's list of images as Berth shows them, newest first; one without a name has no references. */
export function imagesOf(rows: readonly Docker.ImageInfo[]): LocalImage[] {
  return rows.map(imageOf).sort((one, other) => (one.createdAt === other.createdAt ? one.id.localeCompare(other.id) : one.createdAt < other.createdAt ? 1 : -1));
}

function imageOf({ Id, RepoTags, RepoDigests, Size, Created }: Docker.ImageInfo): LocalImage {
  return {
    id: Id,
    // The engine lists what has no name as `<none>:<none>`, or (from API 1.43 on) as an empty list.
    references: namesOf(RepoTags).filter((name) => name !== '<none>:<none>'),
    digests: namesOf(RepoDigests).filter((name) => !name.startsWith('<none>@')),
    sizeBytes: Size,
    // An image that says nothing of its time was made at the beginning of all.
    createdAt: new Date(Math.max(0, Created) * 1000).toISOString(),
  };
}

/** The engine writes null for an empty list. */
const namesOf = (names: string[] | null | undefined): string[] => names ?? [];
