/** Repository policies and the registry policy: text in, the same text out, checked on the way. */
import { z } from 'zod';
import { parsePolicy } from '../../../shared/ecr/policies/iam-policy';
import { ApiError, invalidParameter } from '../api/api-error';
import { operation, type OperationTable } from '../api/operation';
import type { EcrCall } from './ecr-call';
import { onRepository } from './fields';

const policyText = z.string().max(10_240, 'Member must have length less than or equal to 10240');

/** @throws ApiError InvalidParameterException as ECR words it. */
function checkPolicy(text: string): void {
  try {
    const { statements } = parsePolicy(text);
    if (statements.length === 0) throw new Error('no statement');
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : 'it cannot be read';
    throw invalidParameter('PolicyText', `Invalid repository policy provided: ${why}`);
  }
}

const noPolicy = (what: string): ApiError =>
  new ApiError(what, 'Policy does not exist for the given resource.');

function noRepositoryPolicy(name: string, accountId: string): ApiError {
  return new ApiError(
    'RepositoryPolicyNotFoundException',
    `Repository policy does not exist for the repository with name '${name}' in the registry with id '${accountId}'`,
  );
}

/** A policy that would lock its author out is refused unless forced, as in ECR. */
const setRepositoryPolicy = operation({
  action: 'ecr:SetRepositoryPolicy',
  input: onRepository.extend({ policyText, force: z.boolean().optional() }),
  handle(input, call: EcrCall) {
    const { registry, repository } = call.repository(input);
    checkPolicy(input.policyText);
    const decision = call.services.authorize({
      principal: call.principal,
      action: 'ecr:SetRepositoryPolicy',
      registry,
      repository: { ...repository, policyText: input.policyText },
    });
    if (!decision.allowed && input.force !== true)
      throw invalidParameter(
        'PolicyText',
        'The policy would prevent you from setting the policy again. Use force to set it anyway.',
      );
    repository.policyText = input.policyText;
    call.changed();
    return { registryId: registry.accountId, repositoryName: repository.name, policyText: input.policyText };
  },
});

const getRepositoryPolicy = operation({
  action: 'ecr:GetRepositoryPolicy',
  input: onRepository,
  handle(input, call: EcrCall) {
    const { registry, repository } = call.repository(input);
    if (repository.policyText === undefined) throw noRepositoryPolicy(repository.name, registry.accountId);
    return {
      registryId: registry.accountId,
      repositoryName: repository.name,
      policyText: repository.policyText,
    };
  },
});

const deleteRepositoryPolicy = operation({
  action: 'ecr:DeleteRepositoryPolicy',
  input: onRepository,
  handle(input, call: EcrCall) {
    const { registry, repository } = call.repository(input);
    const text = repository.policyText;
    if (text === undefined) throw noRepositoryPolicy(repository.name, registry.accountId);
    delete repository.policyText;
    call.changed();
    return { registryId: registry.accountId, repositoryName: repository.name, policyText: text };
  },
});

const putRegistryPolicy = operation({
  action: 'ecr:PutRegistryPolicy',
  input: z.object({ policyText }),
  handle(input, call: EcrCall) {
    const registry = call.authorizedRegistry();
    checkPolicy(input.policyText);
    registry.policyText = input.policyText;
    call.changed();
    return { registryId: registry.accountId, policyText: registry.policyText };
  },
});

const getRegistryPolicy = operation({
  action: 'ecr:GetRegistryPolicy',
  input: z.object({}),
  handle(_input, call: EcrCall) {
    const registry = call.authorizedRegistry();
    if (registry.policyText === undefined) throw noPolicy('RegistryPolicyNotFoundException');
    return { registryId: registry.accountId, policyText: registry.policyText };
  },
});

const deleteRegistryPolicy = operation({
  action: 'ecr:DeleteRegistryPolicy',
  input: z.object({}),
  handle(_input, call: EcrCall) {
    const registry = call.authorizedRegistry();
    const text = registry.policyText;
    if (text === undefined) throw noPolicy('RegistryPolicyNotFoundException');
    delete registry.policyText;
    call.changed();
    return { registryId: registry.accountId, policyText: text };
  },
});

export const policyOperations: OperationTable<EcrCall> = {
  SetRepositoryPolicy: setRepositoryPolicy,
  GetRepositoryPolicy: getRepositoryPolicy,
  DeleteRepositoryPolicy: deleteRepositoryPolicy,
  PutRegistryPolicy: putRegistryPolicy,
  GetRegistryPolicy: getRegistryPolicy,
  DeleteRegistryPolicy: deleteRegistryPolicy,
};
