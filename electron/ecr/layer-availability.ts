import { BatchCheckLayerAvailabilityCommand } from '@aws-sdk/client-ecr';
import { parseRegistryHost } from '../../shared/ecr/registry-host';
import { callEcr } from './call-ecr';
import type { EcrClients, EcrScope, RegistryOwners } from './ports';

export interface LayersAsked extends EcrScope {
  /** Registry host that the layers shall be in. */
  host: string;
  repository: string;
  digests: readonly string[];
}

/** So many digests a call (ECR's API reference, BatchCheckLayerAvailability). */
const A_CALL = 100;

/**
 * Those of the digests that a repository of ECR has, by one call for each hundred instead of a question for each. Undefined when that
 * cannot be told: the host is no ECR that is known here, or the profile may not ask; then the registry is asked blob by blob.
 */
export async function availableLayers({ clients, owners }: { clients: EcrClients; owners: RegistryOwners }, { host, repository, digests, ...scope }: LayersAsked): Promise<string[] | undefined> {
  // A profile that was wished for says nothing about whose registry this is: another one may have a repository of the same name.
  if (parseRegistryHost(host).kind === 'public') return undefined;
  const owner = await owners.ownerOf(host).catch(() => undefined);
  if (owner?.accountId === undefined || owner.region !== scope.region) return undefined;
  const registryId = owner.accountId;
  const calls = Array.from({ length: Math.ceil(digests.length / A_CALL) }, (_, at) => digests.slice(at * A_CALL, (at + 1) * A_CALL));
  try {
    const answers = await Promise.all(
      calls.map((layerDigests) =>
        callEcr(clients, { ...scope, repository, operation: 'BatchCheckLayerAvailability' }, (client) =>
          client.send(new BatchCheckLayerAvailabilityCommand({ registryId, repositoryName: repository, layerDigests: [...layerDigests] })),
        ),
      ),
    );
    const layers = answers.flatMap((answer) => answer.layers ?? []);
    return layers.flatMap(({ layerDigest, layerAvailability }) => (layerDigest !== undefined && layerAvailability === 'AVAILABLE' ? [layerDigest] : []));
  } catch {
    // Denied or throttled: nothing is lost by asking the registry itself, which says better what is wrong.
    return undefined;
  }
}
