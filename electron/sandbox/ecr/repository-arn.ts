import { ApiError, invalidParameter } from '../api/api-error';
import type { RegistryState, RepositoryState } from '../state';
import type { EcrCall } from './ecr-call';

/**
 * The repository that an ARN names, once the caller may do the call's action on it.
 * @throws ApiError InvalidParameterException for what is no repository of this region.
 */
export function repositoryByArn(
  arn: string,
  call: EcrCall,
): { registry: RegistryState; repository: RepositoryState } {
  const match = /^arn:aws:ecr:([a-z0-9-]+):(\d{12}):repository\/(.+)$/.exec(arn);
  if (match === null) throw invalidParameter('resourceArn', 'Invalid ARN');
  const [region, accountId, name] = match.slice(1) as [string, string, string];
  if (region !== call.region)
    throw new ApiError(
      'InvalidParameterException',
      `The ARN is of region ${region}, this endpoint is of ${call.region}.`,
    );
  return call.repository({ registryId: accountId, repositoryName: name });
}
