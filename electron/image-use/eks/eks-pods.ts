import { DescribeClusterCommand, type EKSClient, paginateListClusters } from '@aws-sdk/client-eks';
import type { STSClient } from '@aws-sdk/client-sts';
import { describeThrown, AppError } from '../../../shared/errors';
import { inParallel } from '../../transfer/content/in-parallel';
import type { EcrScope } from '../../ecr/ports';
import type { UsesFound, UseSource } from '../used-images';
import { clusterToken } from './cluster-token';
import { listPods, type Pod } from './kubernetes-pods';

const AT_ONCE = 4;

export interface EksClients {
  eks(profile: string, region: string): Promise<EKSClient>;
  sts(profile: string): STSClient | Promise<STSClient>;
}

/** Pods of every EKS cluster that the profile may look into; a cluster that cannot be asked does not keep the others from it. */
export function eksPods(clients: EksClients): UseSource {
  return {
    by: 'eks',
    name: 'EKS',
    async look(scope, found, signal) {
      const client = await clients.eks(scope.profile, scope.region);
      const clusters: string[] = [];
      for await (const page of paginateListClusters({ client, stopOnSameToken: true }, {}, { abortSignal: signal })) clusters.push(...(page.clusters ?? []));
      const waiting = new Set(clusters);
      const sayWaiting = (): void => waiting.forEach((name) => found.unasked(`The EKS cluster ${name} did not answer in time.`));
      signal.addEventListener('abort', sayWaiting, { once: true });
      await inParallel({ items: clusters, limit: AT_ONCE, signal }, async (name, stop) => {
        try {
          await tellPods({ clients, scope, name }, found, stop);
        } catch (thrown) {
          if (!stop.aborted) found.unasked(`The EKS cluster ${name} could not be asked: ${thrown instanceof AppError ? thrown.message : describeThrown(thrown)}`);
        }
        if (!stop.aborted) waiting.delete(name);
      }).finally(() => signal.removeEventListener('abort', sayWaiting));
    },
  };
}

async function tellPods({ clients, scope, name }: { clients: EksClients; scope: EcrScope; name: string }, found: UsesFound, signal: AbortSignal): Promise<void> {
  const client = await clients.eks(scope.profile, scope.region);
  const { cluster } = await client.send(new DescribeClusterCommand({ name }), { abortSignal: signal });
  const ca = cluster?.certificateAuthority?.data;
  if (cluster?.endpoint === undefined || ca === undefined) return found.unasked(`The EKS cluster ${name} is not ready yet.`);
  const token = await clusterToken(await clients.sts(scope.profile), name);
  const counted = new Map<string, { reference: string; digest?: string; owner: string; running: boolean; pods: number }>();
  for await (const pods of listPods({ endpoint: cluster.endpoint, ca: Buffer.from(ca, 'base64').toString('utf8'), token }, signal)) for (const pod of pods) count(pod, counted);
  for (const { reference, digest, owner, running, pods } of counted.values())
    found.used({ by: 'eks', reference, what: `${owner} in EKS cluster ${name} (${pods} pod${pods === 1 ? '' : 's'})`, running, ...(digest !== undefined && { digest }) });
}

type Counted = Map<string, { reference: string; digest?: string; owner: string; running: boolean; pods: number }>;

function count({ metadata, spec, status }: Pod, counted: Counted): void {
  // A deployment's pods belong to a replica set that bears its name and a hash.
  const [owner] = metadata.ownerReferences;
  const called = owner === undefined ? metadata.name : owner.kind === 'ReplicaSet' ? owner.name.replace(/-[a-z0-9]+$/, '') : owner.name;
  const running = status.phase === 'Running';
  for (const { name, image } of spec.containers) {
    const digest = /@(sha256:[0-9a-f]{64})$/.exec(status.containerStatuses.find((one) => one.name === name)?.imageID ?? '')?.[1];
    const key = `${metadata.namespace} ${called} ${image} ${digest ?? ''} ${running}`;
    const known = counted.get(key);
    if (known !== undefined) known.pods += 1;
    else counted.set(key, { reference: image, owner: `${metadata.namespace}/${called}`, running, pods: 1, ...(digest !== undefined && { digest }) });
  }
}
