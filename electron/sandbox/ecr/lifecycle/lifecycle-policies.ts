/** PutLifecyclePolicy, GetLifecyclePolicy, DeleteLifecyclePolicy: kept and checked; nothing here expires images. */
import { z } from 'zod';
import { parseLifecyclePolicy } from '../../../../shared/ecr/policies/lifecycle-policy';
import { ApiError, invalidParameter } from '../../api/api-error';
import { operation, type OperationTable } from '../../api/operation';
import type { RegistryState, RepositoryState } from '../../state';
import type { EcrCall } from '../ecr-call';
import { onRepository, seconds } from '../fields';

export const lifecyclePolicyText = z
  .string()
  .min(100, 'Member must have length greater than or equal to 100')
  .max(30_720, 'Member must have length less than or equal to 30720');

/** @throws ApiError InvalidParameterException that tells what ECR would not take. */
export function checkLifecyclePolicy(text: string): void {
  try {
    parseLifecyclePolicy(text);
  } catch (thrown) {
    const why = thrown instanceof Error ? thrown.message : 'it cannot be read';
    throw invalidParameter('LifecyclePolicyText', `Lifecycle policy validation failure: ${why}`);
  }
}

export function noLifecyclePolicy(registry: RegistryState, repository: RepositoryState): ApiError {
  return new ApiError(
    'LifecyclePolicyNotFoundException',
    `Lifecycle policy does not exist for the repository with name '${repository.name}' in the registry with id '${registry.accountId}'`,
  );
}

const put = operation({
  action: 'ecr:PutLifecyclePolicy',
  input: onRepository.extend({ lifecyclePolicyText }),
  handle(input, call: EcrCall) {
    const { registry, repository } = call.repository(input);
    checkLifecyclePolicy(input.lifecyclePolicyText);
    repository.lifecyclePolicyText = input.lifecyclePolicyText;
    call.changed();
    return answer(registry, repository, input.lifecyclePolicyText);
  },
});

const get = operation({
  action: 'ecr:GetLifecyclePolicy',
  input: onRepository,
  handle(input, call: EcrCall) {
    const { registry, repository } = call.repository(input);
    const text = repository.lifecyclePolicyText;
    if (text === undefined) throw noLifecyclePolicy(registry, repository);
    return { ...answer(registry, repository, text), ...evaluated(repository) };
  },
});

const remove = operation({
  action: 'ecr:DeleteLifecyclePolicy',
  input: onRepository,
  handle(input, call: EcrCall) {
    const { registry, repository } = call.repository(input);
    const text = repository.lifecyclePolicyText;
    if (text === undefined) throw noLifecyclePolicy(registry, repository);
    const last = { ...answer(registry, repository, text), ...evaluated(repository) };
    delete repository.lifecyclePolicyText;
    delete repository.lifecycleEvaluatedAt;
    call.changed();
    return last;
  },
});

const answer = (registry: RegistryState, repository: RepositoryState, text: string): object => ({
  registryId: registry.accountId,
  repositoryName: repository.name,
  lifecyclePolicyText: text,
});

const evaluated = ({ lifecycleEvaluatedAt }: RepositoryState): object =>
  lifecycleEvaluatedAt === undefined ? {} : { lastEvaluatedAt: seconds(lifecycleEvaluatedAt) };

export const lifecyclePolicyOperations: OperationTable<EcrCall> = {
  PutLifecyclePolicy: put,
  GetLifecyclePolicy: get,
  DeleteLifecyclePolicy: remove,
};
