import { DeleteRepositoryPolicyCommand, GetRepositoryPolicyCommand, SetRepositoryPolicyCommand } from '@aws-sdk/client-ecr';
import type { RepositoryKey } from '../../../shared/model/repository';
import { callEcr } from '../call-ecr';
import type { EcrClients } from '../ports';

/** A repository, of another account's registry where `registryId` says so. */
type AnyRepository = RepositoryKey & { registryId?: string };

const named = ({ name, registryId }: AnyRepository) => ({ repositoryName: name, ...(registryId !== undefined && { registryId }) });

/** The repository's policy as JSON text; `undefined` when it has none. @throws AppError. */
export function getRepositoryPolicy(clients: EcrClients, key: AnyRepository): Promise<string | undefined> {
  const call = { ...key, repository: key.name, operation: 'GetRepositoryPolicy' };
  return callEcr(clients, call, async (client) => {
    try {
      const answer = await client.send(new GetRepositoryPolicyCommand(named(key)));
      return answer.policyText;
    } catch (thrown) {
      if (thrown instanceof Error && thrown.name === 'RepositoryPolicyNotFoundException') return undefined;
      throw thrown;
    }
  });
}

/** Replaces the repository's policy. @throws AppError, `access-denied` when the profile may not. */
export async function setRepositoryPolicy(
  clients: EcrClients,
  input: AnyRepository & { policyText: string },
): Promise<void> {
  const call = { ...input, repository: input.name, operation: 'SetRepositoryPolicy' };
  await callEcr(clients, call, (client) =>
    client.send(new SetRepositoryPolicyCommand({ ...named(input), policyText: input.policyText })),
  );
}

/** Takes the repository's policy away; one that is not there is as good. @throws AppError. */
export async function deleteRepositoryPolicy(clients: EcrClients, key: AnyRepository): Promise<void> {
  await callEcr(clients, { ...key, repository: key.name, operation: 'DeleteRepositoryPolicy' }, async (client) => {
    try {
      await client.send(new DeleteRepositoryPolicyCommand(named(key)));
    } catch (thrown) {
      if (!(thrown instanceof Error) || thrown.name !== 'RepositoryPolicyNotFoundException') throw thrown;
    }
  });
}
