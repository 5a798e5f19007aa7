/** ECS as far as it tells what runs: JSON 1.1. */
import { z } from 'zod';
import { ApiError } from '../api/api-error';
import type { JsonService } from '../api/api-server';
import type { Principal, SandboxState } from '../state';
import { mustBeAllowed } from './may';
import { workloadsOf, type Workloads } from './workloads';

const Input = z.object({
  cluster: z.string().default(''),
  tasks: z.array(z.string()).default([]),
  services: z.array(z.string()).default([]),
  taskDefinition: z.string().default(''),
});
type Input = z.output<typeof Input>;

const lastOf = (arn: string): string => arn.slice(arn.lastIndexOf('/') + 1);

export const ecsService = (state: SandboxState): JsonService => ({
  target: 'AmazonEC2ContainerServiceV20141113',
  signingName: 'ecs',
  run: async (operation, { input, principal, region }) => {
    mustBeAllowed(principal, `ecs:${operation}`);
    const answer = Object.hasOwn(OPERATIONS, operation) ? OPERATIONS[operation] : undefined;
    if (answer === undefined) throw new ApiError('UnknownOperationException', `The sandbox has no operation ${operation}.`);
    return answer(Input.parse(input), new Ecs(principal, region, workloadsOf(state, principal.accountId, region)));
  },
});

class Ecs {
  readonly workloads: Workloads;
  readonly #prefix: string;

  constructor({ accountId }: Principal, region: string, workloads: Workloads) {
    this.workloads = workloads;
    this.#prefix = `arn:aws:ecs:${region}:${accountId}:`;
  }

  arn(kind: string, ...names: string[]): string {
    return `${this.#prefix}${[kind, ...names].join('/')}`;
  }
  services(cluster: string): Workloads['clusters'][number]['services'] {
    const found = this.workloads.clusters.find(({ name }) => name === lastOf(cluster));
    if (found === undefined) throw new ApiError('ClusterNotFoundException', 'Cluster not found.');
    return found.services;
  }
}

const OPERATIONS: Readonly<Record<string, (input: Input, ecs: Ecs) => object>> = {
  ListClusters: (_input, ecs) => ({ clusterArns: ecs.workloads.clusters.map(({ name }) => ecs.arn('cluster', name)) }),
  ListServices: ({ cluster }, ecs) => ({ serviceArns: ecs.services(cluster).map(({ name }) => ecs.arn('service', lastOf(cluster), name)) }),
  ListTasks: ({ cluster }, ecs) => ({
    taskArns: ecs.services(cluster).flatMap(({ name, tasks }) => Array.from({ length: tasks }, (_none, index) => ecs.arn('task', lastOf(cluster), `${name}-${index}`))),
  }),
  DescribeTasks: ({ cluster, tasks }, ecs) => ({
    tasks: tasks.flatMap((taskArn) => {
      const service = ecs.services(cluster).find(({ name }) => lastOf(taskArn).replace(/-\d+$/, '') === name);
      if (service === undefined) return [];
      return [{ taskArn, group: `service:${service.name}`, lastStatus: 'RUNNING', desiredStatus: 'RUNNING', containers: [{ name: 'main', image: service.image.reference, imageDigest: service.image.digest, lastStatus: 'RUNNING' }] }];
    }),
    failures: [],
  }),
  DescribeServices: ({ cluster, services }, ecs) => ({
    services: ecs.services(cluster).flatMap(({ name, tasks }) =>
      services.some((each) => lastOf(each) === name) ? [{ serviceName: name, serviceArn: ecs.arn('service', lastOf(cluster), name), status: 'ACTIVE', desiredCount: tasks, runningCount: tasks, taskDefinition: ecs.arn('task-definition', `${name}:1`) }] : [],
    ),
    failures: [],
  }),
  DescribeTaskDefinition: ({ taskDefinition }, ecs) => {
    const name = lastOf(taskDefinition).replace(/:\d+$/, '');
    const service = ecs.workloads.clusters.flatMap(({ services }) => services).find((each) => each.name === name);
    if (service === undefined) throw new ApiError('ClientException', 'Unable to describe task definition.');
    return { taskDefinition: { taskDefinitionArn: ecs.arn('task-definition', `${name}:1`), family: name, revision: 1, containerDefinitions: [{ name: 'main', image: service.image.reference }] } };
  },
};
