/** CreateRepository, DescribeRepositories, DeleteRepository and the settings of one repository. */
import { z } from 'zod';
import { ApiError, invalidParameter, limitExceeded } from '../api/api-error';
import { operation, type OperationTable } from '../api/operation';
import { page } from '../api/page';
import type { RegistryState, RepositoryState } from '../state';
import { blankRepository, repositoryNotFound, repositoryOf, type EcrCall } from './ecr-call';
import {
  exclusionFilters,
  mutability,
  onRepository,
  paged,
  registryId,
  repositoryName,
  resourceTags,
  seconds,
} from './fields';
import { describeEstateRepository, repositoryPage } from '../estate/estate-pages';
import { repositoryArn } from '../registry/authorize';
import { checkResourceTags } from './resource-tags';

const REPOSITORIES_PER_REGISTRY = 100_000;

/** A repository as the API describes it. */
export function describeRepository(registry: RegistryState, repository: RepositoryState): object {
  return {
    repositoryArn: repositoryArn(registry, repository.name),
    registryId: registry.accountId,
    repositoryName: repository.name,
    repositoryUri: `${registry.host}/${repository.name}`,
    createdAt: seconds(repository.createdAt),
    imageTagMutability: repository.mutability,
    ...(repository.exclusionFilters.length > 0 && {
      imageTagMutabilityExclusionFilters: repository.exclusionFilters,
    }),
    imageScanningConfiguration: { scanOnPush: repository.scanOnPush },
    encryptionConfiguration: {
      encryptionType: repository.encryptionType,
      ...(repository.kmsKey !== undefined && { kmsKey: repository.kmsKey }),
    },
  };
}

function checkFilters(setting: string, filters: unknown[] | undefined): void {
  const wanted = setting.endsWith('_WITH_EXCLUSION');
  if (wanted && filters === undefined)
    throw invalidParameter('imageTagMutabilityExclusionFilters', `must be given with ${setting}`);
  if (!wanted && filters !== undefined)
    throw invalidParameter('imageTagMutabilityExclusionFilters', `must not be given with ${setting}`);
}

const createRepository = operation({
  action: 'ecr:CreateRepository',
  input: z.object({
    registryId,
    repositoryName,
    tags: resourceTags.optional(),
    imageTagMutability: mutability.optional(),
    imageTagMutabilityExclusionFilters: exclusionFilters,
    imageScanningConfiguration: z.object({ scanOnPush: z.boolean().optional() }).optional(),
    encryptionConfiguration: z
      .object({
        encryptionType: z.enum(['AES256', 'KMS', 'KMS_DSSE']),
        kmsKey: z.string().min(1).max(2048).optional(),
      })
      .optional(),
  }),
  handle(input, call: EcrCall) {
    const registry = call.registry(input.registryId);
    const fresh = blankRepository(input.repositoryName, call.now());
    call.authorize(registry, fresh);
    fresh.mutability = input.imageTagMutability ?? 'MUTABLE';
    checkFilters(fresh.mutability, input.imageTagMutabilityExclusionFilters);
    fresh.exclusionFilters = input.imageTagMutabilityExclusionFilters ?? [];
    fresh.scanOnPush = input.imageScanningConfiguration?.scanOnPush ?? false;
    const encryption = input.encryptionConfiguration;
    fresh.encryptionType = encryption?.encryptionType ?? 'AES256';
    if (encryption?.kmsKey !== undefined && encryption.encryptionType === 'AES256')
      throw invalidParameter('encryptionConfiguration', 'A KMS key is only for KMS encryption.');
    if (fresh.encryptionType !== 'AES256')
      fresh.kmsKey =
        encryption?.kmsKey ?? `arn:aws:kms:${registry.region}:${registry.accountId}:alias/aws/ecr`;
    fresh.resourceTags = checkResourceTags({}, input.tags ?? []);
    if (repositoryOf(registry, fresh.name) !== undefined || call.services.estate?.find(registry, fresh.name) !== undefined)
      throw new ApiError(
        'RepositoryAlreadyExistsException',
        `The repository with name '${fresh.name}' already exists in the registry with id '${registry.accountId}'`,
      );
    if (Object.keys(registry.repositories).length >= REPOSITORIES_PER_REGISTRY)
      throw limitExceeded(
        `The registry with id '${registry.accountId}' already has the maximum number of repositories.`,
      );
    registry.repositories[fresh.name] = fresh;
    call.changed();
    return { repository: describeRepository(registry, fresh) };
  },
});

const describeRepositories = operation({
  action: 'ecr:DescribeRepositories',
  input: paged.extend({ registryId, repositoryNames: z.array(repositoryName).min(1).max(100).optional() }),
  handle(input, call: EcrCall) {
    if (input.repositoryNames !== undefined) {
      if (input.maxResults !== undefined || input.nextToken !== undefined)
        throw invalidParameter('maxResults', 'cannot be used together with repositoryNames');
      const named = input.repositoryNames.map((name) => call.repository({ ...input, repositoryName: name }));
      return { repositories: named.map((n) => describeRepository(n.registry, n.repository)) };
    }
    const registry = call.authorizedRegistry(input.registryId);
    const { estate } = call.services;
    if (estate?.registry(registry) !== undefined) {
      const { items: mixed, ...next } = repositoryPage(estate, registry, input);
      const repositories = mixed.map((each) =>
        typeof each === 'string' ? describeRepository(registry, repositoryOf(registry, each) as RepositoryState) : describeEstateRepository(estate, registry, each),
      );
      return { repositories, ...next };
    }
    const { items, ...more } = page({
      items: Object.values(registry.repositories),
      keyOf: (repository) => repository.name,
      question: ['DescribeRepositories', registry.accountId, registry.region],
      nextToken: input.nextToken,
      maxResults: input.maxResults,
    });
    return { repositories: items.map((repository) => describeRepository(registry, repository)), ...more };
  },
});

const deleteRepository = operation({
  action: 'ecr:DeleteRepository',
  input: onRepository.extend({ force: z.boolean().optional() }),
  handle(input, call: EcrCall) {
    const { registry, repository } = call.repository(input);
    if (Object.keys(repository.images).length > 0 && input.force !== true)
      throw new ApiError(
        'RepositoryNotEmptyException',
        `The repository with name '${repository.name}' in registry with id '${registry.accountId}' cannot be deleted because it still contains images`,
      );
    if (!delete registry.repositories[repository.name]) throw repositoryNotFound(registry, repository.name);
    call.changed();
    return { repository: describeRepository(registry, repository) };
  },
});

const putImageTagMutability = operation({
  action: 'ecr:PutImageTagMutability',
  input: onRepository.extend({
    imageTagMutability: mutability,
    imageTagMutabilityExclusionFilters: exclusionFilters,
  }),
  handle(input, call: EcrCall) {
    const { registry, repository } = call.repository(input);
    checkFilters(input.imageTagMutability, input.imageTagMutabilityExclusionFilters);
    repository.mutability = input.imageTagMutability;
    repository.exclusionFilters = input.imageTagMutabilityExclusionFilters ?? [];
    call.changed();
    return {
      registryId: registry.accountId,
      repositoryName: repository.name,
      imageTagMutability: repository.mutability,
      ...(repository.exclusionFilters.length > 0 && {
        imageTagMutabilityExclusionFilters: repository.exclusionFilters,
      }),
    };
  },
});

export const repositoryOperations: OperationTable<EcrCall> = {
  CreateRepository: createRepository,
  DescribeRepositories: describeRepositories,
  DeleteRepository: deleteRepository,
  PutImageTagMutability: putImageTagMutability,
};
