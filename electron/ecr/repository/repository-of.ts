import type { Repository as EcrRepository } from '@aws-sdk/client-ecr';
import { TagMutability, type Repository } from '../../../shared/model/repository';
import { strangeAnswer } from '../call-ecr';
import type { EcrScope } from '../ports';

/** ECR's words for a repository in Berth's. @throws AppError `registry-failed` when required parts are missing. */
export function repositoryOf(
  answer: EcrRepository | undefined,
  scope: EcrScope,
  operation: string,
): Repository {
  const { registryId, repositoryName: name, repositoryUri: uri, repositoryArn: arn } = answer ?? {};
  if (answer === undefined || !registryId || !name || !uri || !arn) throw strangeAnswer(operation);
  const mutability = TagMutability.safeParse(answer.imageTagMutability);
  return {
    profile: scope.profile,
    accountId: registryId,
    region: scope.region,
    host: uri.slice(0, uri.length - name.length - 1),
    name,
    uri,
    arn,
    ...(answer.createdAt !== undefined && { createdAt: answer.createdAt.toISOString() }),
    mutability: mutability.success ? mutability.data : 'MUTABLE',
    mutabilityExclusions: (answer.imageTagMutabilityExclusionFilters ?? []).flatMap(
      (each) => each.filter ?? [],
    ),
    scanOnPush: answer.imageScanningConfiguration?.scanOnPush ?? false,
    encryption: answer.encryptionConfiguration?.encryptionType ?? 'AES256',
  };
}
