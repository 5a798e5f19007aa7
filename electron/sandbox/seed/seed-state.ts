import { z } from 'zod';
import { pullStatementFor } from '../../../shared/ecr/policies/repository-policy';
import { blankRepository } from '../ecr/ecr-call';
import type { BlobStore } from '../ports';
import type { ImageState, RegistryState, RepositoryState, SandboxAccount, SandboxState } from '../state';
import { REGIONS } from './accounts';
import { sampleFindings } from './findings';
import { SEED_REPOSITORIES, type SeedRepository } from './repositories';
import { seedArtifacts } from './seed-artifacts';
import { seedImage } from './seed-image';
import { seedPublic } from './seed-public';

const DAY = 24 * 60 * 60 * 1000;

/** A sandbox's first state: a registry per account and region (`hosts` in that order), filled unless `empty`. */
export async function seedState(options: {
  accounts: SandboxAccount[];
  hosts: readonly string[];
  blobs: BlobStore;
  now: number;
  empty: boolean;
}): Promise<SandboxState> {
  const { accounts, hosts, blobs, now, empty } = options;
  const registries: RegistryState[] = accounts
    .flatMap(({ id }) => REGIONS.map((region) => ({ accountId: id, region })))
    .map((scope, index) => ({ ...scope, host: hosts[index] as string, repositories: {}, settings: {} }));
  const publicRepositories: NonNullable<SandboxState['publicRepositories']> = {};
  if (!empty) {
    for (const seed of SEED_REPOSITORIES) {
      const registry = registries.find(({ accountId, region }) => accountId === seed.accountId && region === seed.region);
      if (registry !== undefined) registry.repositories[seed.name] = await seedRepository(blobs, seed, now);
    }
    if (registries[0] !== undefined) await seedArtifacts({ registry: registries[0], blobs, now });
    const [first] = accounts;
    if (first !== undefined) publicRepositories[first.id] = await seedPublic({ accountId: first.id, blobs, now });
  }
  return { accounts, registries, publicRepositories };
}

async function seedRepository(blobs: BlobStore, seed: SeedRepository, now: number): Promise<RepositoryState> {
  const repository: RepositoryState = {
    ...blankRepository(seed.name, now - (90 + seed.name.length) * DAY),
    scanOnPush: seed.scanned === true,
    resourceTags: seed.resourceTags ?? {},
  };
  // Oldest first, so that pushed times and digests are what a history of pushes leaves behind.
  for (let age = seed.images.length - 1; age >= 0; age -= 1) {
    const tags = seed.images[age] as string[];
    const pushedAt = now - (1 + age * 9) * DAY;
    const version = tags[0] ?? `build-${seed.images.length - age}`;
    const image = await seedImage(blobs, { repository, accountId: seed.accountId, platforms: seed.platforms, tags, pushedAt, version });
    if (seed.scanned !== true) continue;
    const children = seed.scannedChildren === true ? childrenOf(image) : [];
    for (const digest of children) {
      const child = repository.images[digest];
      if (child !== undefined) child.findings = sampleFindings(age, pushedAt);
    }
    if (children.length === 0) image.findings = sampleFindings(age, pushedAt);
  }
  if (seed.immutable === true) repository.mutability = 'IMMUTABLE';
  if (seed.sharedWith !== undefined)
    repository.policyText = JSON.stringify({ Version: '2012-10-17', Statement: [pullStatementFor(seed.sharedWith)] });
  if (seed.keepUntagged !== undefined) repository.lifecyclePolicyText = keepUntagged(seed.keepUntagged);
  return repository;
}

const Index = z.object({ manifests: z.array(z.object({ digest: z.string() })).default([]) });

const childrenOf = ({ manifest }: ImageState): string[] => Index.parse(JSON.parse(Buffer.from(manifest, 'base64').toString())).manifests.map(({ digest }) => digest);

const keepUntagged = (count: number): string =>
  JSON.stringify({
    rules: [
      {
        rulePriority: 1,
        description: `Keep at most ${count} untagged image${count === 1 ? '' : 's'}`,
        selection: { tagStatus: 'untagged', countType: 'imageCountMoreThan', countNumber: count },
        action: { type: 'expire' },
      },
    ],
  });
