import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { isRepositoryName, isTag } from '../../../shared/ecr/names';
import { Estate } from '../../../electron/sandbox/estate/estate';
import { imagesOf } from '../../../electron/sandbox/estate/estate-image';
import { estateImages, estateRepositories } from '../../../electron/sandbox/estate/estate-models';

const small = new Estate({ accounts: 3, repositories: 500, images: 5_000 });

describe('the synthetic estate', () => {
  test('has exactly as many repositories and images as it was asked for', () => {
    const all = [...estateRepositories(small)];
    expect(all).toHaveLength(500);
    expect(all.reduce((sum, { at }) => sum + [...imagesOf(small, at)].length, 0)).toBe(5_000);
  });

  test('is a hundred thousand repositories in a hundred registries unless told', () => {
    const { registries } = new Estate();
    expect(registries).toHaveLength(100);
    expect(registries.reduce((sum, each) => sum + each.repositories, 0)).toBe(100_000);
  });

  test('gives every repository a valid name that no other of its registry has, and finds it by that name', () => {
    const names = new Set<string>();
    for (const { at } of estateRepositories(small)) {
      expect(isRepositoryName(at.name)).toBe(true);
      names.add(`${at.registry.profile} ${at.name}`);
      expect(small.find(at.registry, at.name)).toEqual(at);
    }
    expect(names.size).toBe(500);
  });

  test('finds nothing by a name that it never gave', () => {
    const [registry] = small.registries;
    expect(registry && small.find(registry, 'payments/not-there')).toBeUndefined();
  });

  test('is the same for the same seed, and another for another', () => {
    const first = ({ seed }: { seed: number }) => {
      const estate = new Estate({ seed, accounts: 1, repositories: 10, images: 100 });
      return [...estateRepositories(estate)].map(({ at, repository }) => ({ repository, images: estateImages(estate, at) }));
    };
    expect(first({ seed: 4 })).toEqual(first({ seed: 4 }));
    expect(first({ seed: 4 })).not.toEqual(first({ seed: 5 }));
  });

  test('has manifests that are what their digests say, each once, with tags that point to one image', () => {
    for (const { at } of [...estateRepositories(small)].slice(0, 60)) {
      const images = [...imagesOf(small, at)];
      for (const { digest, manifest } of images) expect(digest).toBe(`sha256:${createHash('sha256').update(manifest).digest('hex')}`);
      expect(new Set(images.map(({ digest }) => digest)).size).toBe(images.length);
      const tags = images.flatMap((image) => image.tags);
      expect(tags.every(isTag)).toBe(true);
      expect(new Set(tags).size).toBe(tags.length);
    }
  });

  test('spreads images evenly where that is asked for', () => {
    const even = new Estate({ accounts: 2, repositories: 40, images: 2_000, even: true });
    expect(new Set([...estateRepositories(even)].map(({ at }) => at.images))).toEqual(new Set([50]));
  });
});
