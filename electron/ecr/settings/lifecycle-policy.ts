import { DeleteLifecyclePolicyCommand, GetLifecyclePolicyCommand, PutLifecyclePolicyCommand } from '@aws-sdk/client-ecr';
import { callEcr } from '../call-ecr';
import type { EcrClients } from '../ports';
import type { RepositoryPlace } from './repository-place';

/** The lifecycle policy as JSON text; `undefined` when there is none. @throws AppError. */
export function getLifecyclePolicy(clients: EcrClients, place: RepositoryPlace): Promise<string | undefined> {
  const call = { ...place, repository: place.name, operation: 'GetLifecyclePolicy' };
  return callEcr(clients, call, async (client) => {
    try {
      const answer = await client.send(new GetLifecyclePolicyCommand({ repositoryName: place.name, ...(place.registryId !== undefined && { registryId: place.registryId }) }));
      return answer.lifecyclePolicyText;
    } catch (thrown) {
      if (thrown instanceof Error && thrown.name === 'LifecyclePolicyNotFoundException') return undefined;
      throw thrown;
    }
  });
}

/** Replaces the lifecycle policy. @throws AppError. */
export async function putLifecyclePolicy(clients: EcrClients, place: RepositoryPlace, lifecyclePolicyText: string): Promise<void> {
  const call = { ...place, repository: place.name, operation: 'PutLifecyclePolicy' };
  await callEcr(clients, call, (client) =>
    client.send(new PutLifecyclePolicyCommand({ repositoryName: place.name, ...(place.registryId !== undefined && { registryId: place.registryId }), lifecyclePolicyText })),
  );
}

/** Takes the lifecycle policy away; one that is not there is as good. @throws AppError. */
export async function deleteLifecyclePolicy(clients: EcrClients, place: RepositoryPlace): Promise<void> {
  const call = { ...place, repository: place.name, operation: 'DeleteLifecyclePolicy' };
  await callEcr(clients, call, async (client) => {
    try {
      await client.send(new DeleteLifecyclePolicyCommand({ repositoryName: place.name, ...(place.registryId !== undefined && { registryId: place.registryId }) }));
    } catch (thrown) {
      if (!(thrown instanceof Error) || thrown.name !== 'LifecyclePolicyNotFoundException') throw thrown;
    }
  });
}
