/**
 * Pull-through cache rules: which registries ECR can cache, and which rule makes a repository the cache of another. Facts: ECR user
 * guide, “Sync an upstream registry” and “Customizing repository prefixes for ECR to ECR pull through cache”.
 */
import { z } from 'zod';
import { partitionOfRegion, parseRegistryHost } from '../registry-host';

export const PullThroughRule = z.object({
  ecrRepositoryPrefix: z.string().min(2).max(30),
  upstreamRegistryUrl: z.string(),
  upstreamRegistry: z.string(),
  upstreamRepositoryPrefix: z.string().optional(),
  /** ARN of the Secrets Manager secret with the upstream's sign-in. */
  credentialArn: z.string().optional(),
  /** ARN of the role with which ECR reads another account's registry. */
  customRoleArn: z.string().optional(),
});
export type PullThroughRule = z.infer<typeof PullThroughRule>;

/** How ECR signs in at the upstream: not at all, with a secret, or with a role. */
type SignIn = 'none' | 'secret' | 'role';

export interface Upstream {
  /** AWS's name for the kind of registry, and its URL there. */
  registry: string;
  url: string;
  /** As people call it. */
  title: string;
  signIn: SignIn;
}

const KNOWN: Readonly<Record<string, Upstream>> = {
  'docker.io': { registry: 'docker-hub', url: 'registry-1.docker.io', title: 'Docker Hub', signIn: 'secret' },
  'ghcr.io': { registry: 'github-container-registry', url: 'ghcr.io', title: 'GitHub’s registry', signIn: 'secret' },
  'registry.gitlab.com': { registry: 'gitlab-container-registry', url: 'registry.gitlab.com', title: 'GitLab’s registry', signIn: 'secret' },
  'cgr.dev': { registry: 'chainguard', url: 'cgr.dev', title: 'Chainguard’s registry', signIn: 'secret' },
  'quay.io': { registry: 'quay', url: 'quay.io', title: 'Quay', signIn: 'none' },
  'registry.k8s.io': { registry: 'k8s', url: 'registry.k8s.io', title: 'the Kubernetes registry', signIn: 'none' },
  'public.ecr.aws': { registry: 'ecr-public', url: 'public.ecr.aws', title: 'ECR Public', signIn: 'none' },
};

/** The registry as ECR's cache knows it, or undefined when it cannot be cached. `sameAccount`: an ECR registry of the cache's own account. */
export function upstreamOf(host: string, { sameAccount }: { sameAccount: boolean }): Upstream | undefined {
  const parsed = parseRegistryHost(host);
  if (parsed.kind === 'private') {
    return { registry: 'ecr', url: host, title: `ECR of account ${parsed.accountId} in ${parsed.region}`, signIn: sameAccount ? 'none' : 'role' };
  }
  if (/^[a-z0-9]+\.azurecr\.io$/.test(host)) return { registry: 'azure-container-registry', url: host, title: 'Azure’s registry', signIn: 'secret' };
  return Object.hasOwn(KNOWN, host) ? KNOWN[host] : undefined;
}

export interface PullThroughProposal {
  rule: PullThroughRule;
  /** Where ECR then caches the source's repository; another name than the wanted one where a rule cannot make that. */
  cachedAs: string;
  /** What must be put into the rule before it can be applied; empty when it is ready. */
  missing: readonly ('credentialArn' | 'customRoleArn')[];
}

/** Marks what only a person knows. No ARN, so AWS would never take it. */
export const FILL_IN = 'FILL-IN';

/** The rule under which `target` is the cache of `source`. @returns undefined where no rule makes that. */
export function proposePullThrough({ upstream, source, target, place }: { upstream: Upstream; source: string; target: string; place: { accountId: string; region: string } }): PullThroughProposal | undefined {
  const prefixes = upstream.registry === 'ecr' ? ecrPrefixes(source, target) : foreignPrefix(source, target, upstream.registry);
  if (prefixes === undefined) return undefined;
  const { ecr, upstreamPrefix, cachedAs } = prefixes;
  const partition = partitionOfRegion(place.region);
  const rule = {
    ecrRepositoryPrefix: ecr,
    upstreamRegistryUrl: upstream.url,
    upstreamRegistry: upstream.registry,
    ...(upstreamPrefix !== undefined && { upstreamRepositoryPrefix: upstreamPrefix }),
    ...(upstream.signIn === 'secret' && { credentialArn: `arn:${partition}:secretsmanager:${place.region}:${place.accountId}:secret:ecr-pullthroughcache/${FILL_IN}` }),
    ...(upstream.signIn === 'role' && { customRoleArn: `arn:${partition}:iam::${place.accountId}:role/${FILL_IN}` }),
  };
  if (!PullThroughRule.safeParse(rule).success) return undefined;
  return { rule, cachedAs, missing: upstream.signIn === 'secret' ? ['credentialArn'] : upstream.signIn === 'role' ? ['customRoleArn'] : [] };
}

interface Prefixes {
  ecr: string;
  upstreamPrefix?: string;
  cachedAs: string;
}

/** Only the part before the common end of both names may differ; `ROOT` stands for no prefix, and then for none upstream either. */
function ecrPrefixes(source: string, target: string): Prefixes | undefined {
  const [from, to] = [source.split('/'), target.split('/')];
  let common = 0;
  while (common < from.length && common < to.length && from[from.length - 1 - common] === to[to.length - 1 - common]) common += 1;
  if (common === 0) return undefined;
  if (source === target && from.length === 1) return { ecr: 'ROOT', cachedAs: target };
  // The narrowest prefix that leaves something on both sides: a rule speaks for every repository below it.
  if (source === target || common === to.length) common -= 1;
  if (common === 0) return undefined;
  const ecr = to.slice(0, to.length - common).join('/');
  const upstreamPrefix = from.slice(0, from.length - common).join('/');
  return { ecr, ...(upstreamPrefix !== '' && { upstreamPrefix }), cachedAs: target };
}

/** Other registries are cached whole: the name upstream follows the prefix. */
function foreignPrefix(source: string, target: string, name: string): Prefixes {
  const fits = target.endsWith(`/${source}`);
  const ecr = fits ? target.slice(0, target.length - source.length - 1) : name;
  return { ecr, cachedAs: `${ecr}/${source}` };
}
