import { DescribeServicesCommand, DescribeTaskDefinitionCommand, DescribeTasksCommand, type ECSClient, type Task, paginateListClusters, paginateListServices, paginateListTasks } from '@aws-sdk/client-ecs';
import { inParallel } from '../transfer/content/in-parallel';
import type { EcrScope } from '../ecr/ports';
import type { UsesFound, UseSource } from './used-images';

/** Clusters, and task definitions of one, that are asked about at once. */
const AT_ONCE = 4;
/** Most of one DescribeTasks and of one DescribeServices (API reference). */
const TASKS = 100;
const SERVICES = 10;

export interface EcsClients {
  ecs(profile: string, region: string): Promise<ECSClient>;
}

/** Tasks that run, with the digests they run, and what services would start next. */
export function ecsServices(clients: EcsClients): UseSource {
  return {
    by: 'ecs',
    name: 'ECS',
    async look({ profile, region }: EcrScope, found, signal) {
      const client = await clients.ecs(profile, region);
      const clusters: string[] = [];
      for await (const page of paginateListClusters({ client, stopOnSameToken: true }, {}, { abortSignal: signal })) clusters.push(...(page.clusterArns ?? []));
      await inParallel({ items: clusters, limit: AT_ONCE, signal }, async (cluster, stop) => {
        const running = await tellTasks({ client, cluster }, found, stop);
        await tellServices({ client, cluster, running }, found, stop);
      });
    },
  };
}

const lastOf = (arn: string): string => arn.slice(arn.lastIndexOf('/') + 1);

/** Tells what runs; answers the references that each group (`service:api`) runs. */
async function tellTasks({ client, cluster }: { client: ECSClient; cluster: string }, found: UsesFound, signal: AbortSignal): Promise<Map<string, Set<string>>> {
  const arns: string[] = [];
  for await (const page of paginateListTasks({ client, stopOnSameToken: true }, { cluster }, { abortSignal: signal })) arns.push(...(page.taskArns ?? []));
  const running = new Map<string, Set<string>>();
  const counted = new Map<string, { group: string; reference: string; digest?: string; tasks: number }>();
  for (let from = 0; from < arns.length; from += TASKS) {
    const { tasks = [] } = await client.send(new DescribeTasksCommand({ cluster, tasks: arns.slice(from, from + TASKS) }), { abortSignal: signal });
    for (const task of tasks) count(task, counted);
  }
  for (const { group, reference, digest, tasks } of counted.values()) {
    const what = `${group.replace(/^service:/, 'service ').replace(/^family:/, 'tasks of ')} in ECS cluster ${lastOf(cluster)} (${tasks} task${tasks === 1 ? '' : 's'})`;
    found.used({ by: 'ecs', reference, what, running: true, ...(digest !== undefined && { digest }) });
    running.set(group, (running.get(group) ?? new Set()).add(reference));
  }
  return running;
}

function count({ group = 'a task', containers = [] }: Task, counted: Map<string, { group: string; reference: string; digest?: string; tasks: number }>): void {
  for (const { image, imageDigest } of containers) {
    if (image === undefined) continue;
    const key = `${group} ${image} ${imageDigest ?? ''}`;
    const known = counted.get(key);
    if (known !== undefined) known.tasks += 1;
    else counted.set(key, { group, reference: image, tasks: 1, ...(imageDigest !== undefined && { digest: imageDigest }) });
  }
}

/** What a service would start and nothing of it runs yet: a deployment that waits, or a service of no tasks. */
async function tellServices({ client, cluster, running }: { client: ECSClient; cluster: string; running: ReadonlyMap<string, ReadonlySet<string>> }, found: UsesFound, signal: AbortSignal): Promise<void> {
  const arns: string[] = [];
  for await (const page of paginateListServices({ client, stopOnSameToken: true }, { cluster }, { abortSignal: signal })) arns.push(...(page.serviceArns ?? []));
  for (let from = 0; from < arns.length; from += SERVICES) {
    const { services = [] } = await client.send(new DescribeServicesCommand({ cluster, services: arns.slice(from, from + SERVICES) }), { abortSignal: signal });
    await inParallel({ items: services, limit: AT_ONCE, signal }, async ({ serviceName = '', taskDefinition }, stop) => {
      if (taskDefinition === undefined) return;
      const { taskDefinition: definition } = await client.send(new DescribeTaskDefinitionCommand({ taskDefinition }), { abortSignal: stop });
      for (const { image } of definition?.containerDefinitions ?? [])
        if (image !== undefined && running.get(`service:${serviceName}`)?.has(image) !== true)
          found.used({ by: 'ecs', reference: image, what: `service ${serviceName} in ECS cluster ${lastOf(cluster)} (no task runs it)`, running: false });
    });
  }
}
