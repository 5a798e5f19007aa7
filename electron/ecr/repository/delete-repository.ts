import { DeleteRepositoryCommand } from '@aws-sdk/client-ecr';
import type { RepositoryKey } from '../../../shared/model/repository';
import { callEcr } from '../call-ecr';
import type { EcrClients } from '../ports';

/** Deletes a repository; `force` takes its images with it. @throws AppError `repository-not-empty` among others. */
export async function deleteRepository(
  clients: EcrClients,
  input: RepositoryKey & { force: boolean },
): Promise<void> {
  const call = { ...input, repository: input.name, operation: 'DeleteRepository' };
  await callEcr(clients, call, (client) =>
    client.send(new DeleteRepositoryCommand({ repositoryName: input.name, force: input.force })),
  );
}
