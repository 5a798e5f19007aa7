/** Every operation of the private API that the sandbox knows, by its name in `X-Amz-Target`. */
import type { OperationTable } from '../api/operation';
import { authorizationOperations } from './authorization-token';
import { deleteImageOperations } from './delete-images';
import type { EcrCall } from './ecr-call';
import { imageOperations } from './images';
import { layerOperations } from './layers';
import { lifecyclePolicyOperations } from './lifecycle/lifecycle-policies';
import { policyOperations } from './policies';
import { putImageOperations } from './put-image';
import { repositoryOperations } from './repositories';
import { resourceTagOperations } from './resource-tags';
import { storageClassOperations } from './storage-class';
import { imageScanOperations } from './scanning/image-scans';
import { pullThroughCacheOperations } from './settings/pull-through-cache';
import { registrySettingOperations } from './settings/registry-settings';
import { signingOperations } from './signing';

export const ECR_TARGET = 'AmazonEC2ContainerRegistry_V20150921';

export const ecrOperations: OperationTable<EcrCall> = {
  ...authorizationOperations,
  ...repositoryOperations,
  ...resourceTagOperations,
  ...policyOperations,
  ...imageOperations,
  ...putImageOperations,
  ...deleteImageOperations,
  ...storageClassOperations,
  ...layerOperations,
  ...lifecyclePolicyOperations,
  ...imageScanOperations,
  ...pullThroughCacheOperations,
  ...registrySettingOperations,
  ...signingOperations,
};
