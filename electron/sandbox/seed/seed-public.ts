/** What an account publishes in the gallery: two repositories with what is told of them, and their images. */
import { blankRepository } from '../ecr/ecr-call';
import type { BlobStore } from '../ports';
import type { PublicRepositoryState } from '../state';
import { seedImage } from './seed-image';

const DAY = 24 * 60 * 60 * 1000;

/** A small anchor as PNG, base64. */
const LOGO = 'iVBORw0KGgoAAAANSUhEUgAAABAAAAAQAQMAAAAlPW0iAAAABlBMVEUUVoz///8tQuy4AAAALElEQVR42mNgYGBgbGBgPsDAlgBCQAaQy/8BRAKRYQ+DYAeD5AyQCFCKgQEAyPwJH9aLnUoAAAAASUVORK5CYII=';

interface SeedPublic {
  name: string;
  catalogData: object;
  platforms: readonly string[];
  /** Tags of each image, newest first. */
  images: readonly (readonly string[])[];
}

const SEEDS: readonly SeedPublic[] = [
  {
    name: 'harbour/base',
    catalogData: {
      description: 'A small base image with certificates and time zones, for services of every team.',
      architectures: ['x86-64', 'ARM 64'],
      operatingSystems: ['Linux'],
      aboutText: '# Harbour base\n\nA base image of a few megabytes, built anew every week.\n\n- certificates and time zones\n- runs as a user of its own, never as root\n- signed, with an SBOM',
      usageText: '## Build on it\n\n```\nFROM public.ecr.aws/sandbox-1111/harbour/base:3\nCOPY app /app\n```\n\nTags of three numbers never move; `3` and `latest` do.',
      logoImageBlob: LOGO,
    },
    platforms: ['linux/amd64', 'linux/arm64'],
    images: [['3.1.0', '3', 'latest'], ['3.0.2'], ['2.9.8', '2']],
  },
  {
    name: 'harbour/tide-cli',
    catalogData: { description: 'Tells when the tide is in.', architectures: ['x86-64'], operatingSystems: ['Linux'] },
    platforms: ['linux/amd64'],
    images: [['0.4.0', 'latest'], ['0.3.1']],
  },
];

/** The public repositories of one account of a new sandbox, by name. `now` in epoch milliseconds. */
export async function seedPublic({ accountId, blobs, now }: { accountId: string; blobs: BlobStore; now: number }): Promise<Record<string, PublicRepositoryState>> {
  const made: Record<string, PublicRepositoryState> = {};
  for (const { name, catalogData, platforms, images } of SEEDS) {
    const createdAt = now - 200 * DAY;
    const repository = blankRepository(name, createdAt);
    for (const [age, tags] of [...images.entries()].reverse())
      await seedImage(blobs, { repository, accountId, platforms, tags, pushedAt: now - (3 + age * 30) * DAY, version: tags[0] ?? '' });
    made[name] = { name, createdAt, catalogData, contents: { images: repository.images, tags: repository.tags } };
  }
  return made;
}
