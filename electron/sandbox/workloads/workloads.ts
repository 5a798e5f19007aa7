/** What runs in the sandbox: a few services, functions and pods of its own images. Told from the state, kept nowhere. */
import type { RegistryState, SandboxState } from '../state';

/** An image as something that runs names it, and what it was resolved to. */
export interface WorkloadImage {
  reference: string;
  digest: string;
}

export interface Workloads {
  /** ECS: cluster → services. */
  clusters: { name: string; services: { name: string; image: WorkloadImage; tasks: number }[] }[];
  functions: { name: string; image: WorkloadImage; versions: string[] }[];
  /** EKS: cluster → deployments. */
  kubernetes: { name: string; deployments: { namespace: string; name: string; image: WorkloadImage; pods: number }[] }[];
}

/** What an account runs in a region; of images that are gone nothing. */
export function workloadsOf({ registries }: SandboxState, accountId: string, region: string): Workloads {
  const registry = registries.find((each) => each.accountId === accountId && each.region === region);
  const image = (repository: string, tag: string) => imageOf(registry, repository, tag);
  const service = (name: string, found: WorkloadImage | undefined, tasks: number) => (found === undefined ? [] : [{ name, image: found, tasks }]);
  const deployment = (name: string, found: WorkloadImage | undefined, pods: number) => (found === undefined ? [] : [{ namespace: 'shop', name, image: found, pods }]);
  const lambda = (name: string, found: WorkloadImage | undefined, versions: string[]) => (found === undefined ? [] : [{ name, image: found, versions }]);
  return {
    clusters: filled([{ name: 'harbour-prod', services: [...service('shop-api', image('shop/api', '2.4.0'), 2), ...service('shop-web', image('shop/web', 'latest'), 3), ...service('shop-search', image('shop/search', '0.30.4'), 0)] }, { name: 'lighthouse', services: service('gateway', image('payments/gateway', 'release'), 2) }], ({ services }) => services.length > 0),
    functions: lambda('checkout-webhook', image('shop/checkout', '1.9.2'), ['$LATEST', '7']),
    kubernetes: filled([{ name: 'platform', deployments: [...deployment('ingress', image('platform/ingress', '1.14.0'), 2), ...deployment('api-canary', image('shop/api', '2.4.1'), 1)] }], ({ deployments }) => deployments.length > 0),
  };
}

const filled = <T>(items: T[], isFilled: (item: T) => boolean): T[] => items.filter(isFilled);

function imageOf(registry: RegistryState | undefined, repository: string, tag: string): WorkloadImage | undefined {
  const digest = registry !== undefined && Object.hasOwn(registry.repositories, repository) ? registry.repositories[repository]?.tags[tag] : undefined;
  return registry === undefined || digest === undefined ? undefined : { reference: `${registry.host}/${repository}:${tag}`, digest };
}
