/** ECR Public's API (target `SpencerFrontendService`), in us-east-1 only: repositories of each account; their images are told, not served. */
import { z } from 'zod';
import { ApiError } from '../api/api-error';
import type { JsonService } from '../api/api-server';
import { operation, type OperationTable } from '../api/operation';
import { page } from '../api/page';
import { EcrCall, type EcrServices } from '../ecr/ecr-call';
import { paged, registryId, repositoryName, resourceTags, seconds } from '../ecr/fields';
import { checkResourceTags } from '../ecr/resource-tags';
import type { PublicRepositoryState } from '../state';
import { publicImagePage, shownCatalog } from './public-contents';
import { publicSettingOperations } from './public-settings';

const REGION = 'us-east-1';
const onRepository = z.object({ registryId, repositoryName });

/** What the gallery shows of a repository (API reference: RepositoryCatalogDataInput); the logo is told as a data URL. */
const catalogData = z.object({
  description: z.string().max(1024).optional(),
  architectures: z.array(z.string().min(1).max(50)).max(50).optional(),
  operatingSystems: z.array(z.string().min(1).max(50)).max(50).optional(),
  aboutText: z.string().max(25_600).optional(),
  usageText: z.string().max(25_600).optional(),
  /** Base64, as JSON carries bytes. */
  logoImageBlob: z.string().max(700_000).optional(),
});

/** The caller's repositories by name; made on first use. */
function repositoriesOf(call: EcrCall): Record<string, PublicRepositoryState> {
  const { state } = call.services;
  state.publicRepositories ??= {};
  return (state.publicRepositories[call.principal.accountId] ??= {});
}

function requireRepository(call: EcrCall, name: string): PublicRepositoryState {
  const own = repositoriesOf(call);
  const found = Object.hasOwn(own, name) ? own[name] : undefined;
  if (found !== undefined) return found;
  throw new ApiError(
    'RepositoryNotFoundException',
    `The repository with name '${name}' does not exist in the registry with id '${call.principal.accountId}'`,
  );
}

const alias = (accountId: string): string => `sandbox-${accountId.slice(0, 4)}`;
const describe = (
  { principal: { accountId } }: EcrCall,
  { name, createdAt }: PublicRepositoryState,
): object => ({
  repositoryArn: `arn:aws:ecr-public::${accountId}:repository/${name}`,
  registryId: accountId,
  repositoryName: name,
  repositoryUri: `public.ecr.aws/${alias(accountId)}/${name}`,
  createdAt: seconds(createdAt),
});

const operations: OperationTable<EcrCall> = {
  GetAuthorizationToken: operation({
    action: 'ecr-public:GetAuthorizationToken',
    input: z.object({}),
    handle(_input, call: EcrCall) {
      const { authorizationToken, expiresAt } = call.services.tokens.issue(call.principal, REGION);
      return { authorizationData: { authorizationToken, expiresAt: seconds(expiresAt) } };
    },
  }),
  DescribeRegistries: operation({
    action: 'ecr-public:DescribeRegistries',
    input: paged,
    handle(_input, { principal: { accountId } }: EcrCall) {
      const name = alias(accountId);
      return {
        registries: [
          {
            registryId: accountId,
            registryArn: `arn:aws:ecr-public::${accountId}:registry/${accountId}`,
            registryUri: `public.ecr.aws/${name}`,
            verified: false,
            aliases: [{ name, status: 'ACTIVE', primaryRegistryAlias: true, defaultRegistryAlias: true }],
          },
        ],
      };
    },
  }),
  DescribeRepositories: operation({
    action: 'ecr-public:DescribeRepositories',
    input: paged.extend({ registryId, repositoryNames: z.array(repositoryName).min(1).max(100).optional() }),
    handle(input, call: EcrCall) {
      const named = input.repositoryNames?.map((name) => requireRepository(call, name));
      const { items, ...more } = page({
        items: named ?? Object.values(repositoriesOf(call)),
        keyOf: ({ name }) => name,
        question: ['ecr-public', call.principal.accountId, input.repositoryNames ?? null],
        nextToken: input.nextToken,
        maxResults: input.maxResults,
      });
      return { repositories: items.map((repository) => describe(call, repository)), ...more };
    },
  }),
  DescribeImages: operation({
    action: 'ecr-public:DescribeImages',
    input: onRepository.extend(paged.shape),
    handle(input, call: EcrCall) {
      const { items, ...more } = publicImagePage(requireRepository(call, input.repositoryName), { accountId: call.principal.accountId, nextToken: input.nextToken, maxResults: input.maxResults });
      return { imageDetails: items, ...more };
    },
  }),
  CreateRepository: operation({
    action: 'ecr-public:CreateRepository',
    input: z.object({ repositoryName, catalogData: catalogData.default({}), tags: resourceTags.optional() }),
    handle({ repositoryName: name, catalogData: shown, tags = [] }, call: EcrCall) {
      const own = repositoriesOf(call);
      if (Object.hasOwn(own, name))
        throw new ApiError(
          'RepositoryAlreadyExistsException',
          `The repository with name '${name}' already exists in the registry with id '${call.principal.accountId}'`,
        );
      const repository = { name, createdAt: call.now(), catalogData: shown, resourceTags: checkResourceTags({}, tags) };
      own[name] = repository;
      call.changed();
      return { repository: describe(call, repository), catalogData: shown };
    },
  }),
  GetRepositoryCatalogData: operation({
    action: 'ecr-public:GetRepositoryCatalogData',
    input: onRepository,
    handle(input, call: EcrCall) {
      return { catalogData: shownCatalog(requireRepository(call, input.repositoryName)) };
    },
  }),
  PutRepositoryCatalogData: operation({
    action: 'ecr-public:PutRepositoryCatalogData',
    input: onRepository.extend({ catalogData }),
    handle(input, call: EcrCall) {
      requireRepository(call, input.repositoryName).catalogData = input.catalogData;
      call.changed();
      return { catalogData: input.catalogData };
    },
  }),
  ...publicSettingOperations(requireRepository),
  DeleteRepository: operation({
    action: 'ecr-public:DeleteRepository',
    input: onRepository.extend({ force: z.boolean().optional() }),
    handle(input, call: EcrCall) {
      const gone = requireRepository(call, input.repositoryName);
      delete repositoriesOf(call)[gone.name];
      call.changed();
      return { repository: describe(call, gone) };
    },
  }),
};

/** The service over the sandbox's state. Who may do what is decided by the identity policies of the caller. */
export const ecrPublicService = (services: EcrServices): JsonService => ({
  target: 'SpencerFrontendService',
  signingName: 'ecr-public',
  run: async (name, { input, principal, region }) => {
    const found = Object.hasOwn(operations, name) ? operations[name] : undefined;
    if (found === undefined || region !== REGION)
      throw new ApiError(
        'UnknownOperationException',
        region === REGION ? `The sandbox has no operation ${name}.` : `ECR Public is in ${REGION} only.`,
      );
    const call = new EcrCall({ principal, region, services, action: found.action });
    // A private registry's policy says nothing about the public one.
    call.authorize({ ...call.registry(), policyText: undefined });
    return found.run(input, call);
  },
});
