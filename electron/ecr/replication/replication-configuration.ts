import { DescribeRegistryCommand, PutReplicationConfigurationCommand } from '@aws-sdk/client-ecr';
import { ReplicationConfiguration } from '../../../shared/ecr/moving/replication';
import { callEcr, strangeAnswer } from '../call-ecr';
import type { EcrClients, EcrScope } from '../ports';

/** The replication rules of the profile's own registry, and whose it is. @throws AppError `access-denied` among others. */
export function readReplication(clients: EcrClients, scope: EcrScope): Promise<{ accountId: string; configuration: ReplicationConfiguration }> {
  const operation = 'DescribeRegistry';
  return callEcr(clients, { ...scope, operation }, async (client) => {
    const { registryId, replicationConfiguration } = await client.send(new DescribeRegistryCommand({}));
    const configuration = ReplicationConfiguration.safeParse({ rules: replicationConfiguration?.rules ?? [] });
    if (registryId === undefined || !configuration.success) throw strangeAnswer(operation);
    return { accountId: registryId, configuration: configuration.data };
  });
}

/** Replaces all replication rules of the profile's own registry. @throws AppError. */
export async function putReplication(clients: EcrClients, scope: EcrScope, replicationConfiguration: ReplicationConfiguration): Promise<void> {
  await callEcr(clients, { ...scope, operation: 'PutReplicationConfiguration' }, (client) => client.send(new PutReplicationConfigurationCommand({ replicationConfiguration })));
}
