import { DeleteRepositoryPolicyCommand, GetRepositoryPolicyCommand, SetRepositoryPolicyCommand } from '@aws-sdk/client-ecr-public';
import type { RepositoryKey } from '../../../shared/model/repository';
import { callEcrPublic, type EcrPublicClients } from './call-ecr-public';

const isAbsent = (thrown: unknown): boolean => thrown instanceof Error && thrown.name === 'RepositoryPolicyNotFoundException';

/** The policy of a public repository (who may push), as JSON text; `undefined` when it has none. @throws AppError. */
export const getPublicPolicy = (clients: EcrPublicClients, key: RepositoryKey): Promise<string | undefined> =>
  callEcrPublic(clients, { key, operation: 'GetRepositoryPolicy' }, async (client) => {
    try {
      return (await client.send(new GetRepositoryPolicyCommand({ repositoryName: key.name }))).policyText;
    } catch (thrown) {
      if (isAbsent(thrown)) return undefined;
      throw thrown;
    }
  });

/** Replaces it. @throws AppError. */
export const setPublicPolicy = async (clients: EcrPublicClients, key: RepositoryKey, policyText: string): Promise<void> => {
  await callEcrPublic(clients, { key, operation: 'SetRepositoryPolicy' }, (client) => client.send(new SetRepositoryPolicyCommand({ repositoryName: key.name, policyText })));
};

/** Takes it away; one that is not there is as good. @throws AppError. */
export const deletePublicPolicy = (clients: EcrPublicClients, key: RepositoryKey): Promise<void> =>
  callEcrPublic(clients, { key, operation: 'DeleteRepositoryPolicy' }, async (client) => {
    try {
      await client.send(new DeleteRepositoryPolicyCommand({ repositoryName: key.name }));
    } catch (thrown) {
      if (!isAbsent(thrown)) throw thrown;
    }
  });
