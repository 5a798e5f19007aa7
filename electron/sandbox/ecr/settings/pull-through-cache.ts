/** Rules of the pull-through cache: kept and told; the sandbox reaches no upstream registry. */
import { z } from 'zod';
import { ApiError, invalidParameter, limitExceeded } from '../../api/api-error';
import { operation, type OperationTable } from '../../api/operation';
import { page } from '../../api/page';
import type { RegistryState } from '../../state';
import type { EcrCall } from '../ecr-call';
import { paged, pattern, registryId, seconds } from '../fields';

const RULES_PER_REGISTRY = 50;
const prefix = pattern(/^((?:[a-z0-9]+(?:[._-][a-z0-9]+)*\/)*[a-z0-9]+(?:[._-][a-z0-9]+)*\/?|ROOT)$/).max(30);

const Rule = z.object({
  ecrRepositoryPrefix: prefix,
  upstreamRegistryUrl: z.string().min(1),
  upstreamRegistry: z.string().optional(),
  credentialArn: pattern(/^arn:aws[\w-]*:secretsmanager:[a-zA-Z0-9-:]+:secret:ecr-pullthroughcache\/[a-zA-Z0-9/_+=.@-]+$/).min(50).max(612).optional(),
  customRoleArn: z.string().max(2048).optional(),
  upstreamRepositoryPrefix: prefix.optional(),
});

/** Kinds of upstream by their URLs, and whether ECR must sign in there (user guide, “Sync an upstream registry”). */
const UPSTREAMS: readonly { url: RegExp; registry: string; secret: boolean }[] = [
  { url: /^public\.ecr\.aws$/, registry: 'ecr-public', secret: false },
  { url: /^quay\.io$/, registry: 'quay', secret: false },
  { url: /^registry\.k8s\.io$/, registry: 'k8s', secret: false },
  { url: /^registry-1\.docker\.io$/, registry: 'docker-hub', secret: true },
  { url: /^ghcr\.io$/, registry: 'github-container-registry', secret: true },
  { url: /^registry\.gitlab\.com$/, registry: 'gitlab-container-registry', secret: true },
  { url: /^cgr\.dev$/, registry: 'chainguard', secret: true },
  { url: /^[\w-]+\.azurecr\.(io|us|cn)$/, registry: 'azure-container-registry', secret: true },
  { url: /^\d{12}\.dkr\.ecr\.[a-z0-9-]+\.amazonaws\.com$/, registry: 'ecr', secret: false },
];

/** The rule with its kind of upstream. @throws ApiError as ECR refuses rules that cannot work. */
function checked<R extends z.output<typeof Rule>>(rule: R): R & { upstreamRegistry: string } {
  const upstream = UPSTREAMS.find(({ url }) => url.test(rule.upstreamRegistryUrl));
  if (upstream === undefined) throw new ApiError('UnsupportedUpstreamRegistryException', `The upstream registry '${rule.upstreamRegistryUrl}' is not supported.`);
  if (rule.upstreamRegistry !== undefined && rule.upstreamRegistry !== upstream.registry) throw invalidParameter('upstreamRegistry', `'${rule.upstreamRegistry}' does not match the upstream registry URL`);
  if (upstream.secret && rule.credentialArn === undefined) throw invalidParameter('credentialArn', `is required for the upstream registry '${upstream.registry}'`);
  if (rule.upstreamRepositoryPrefix !== undefined && rule.upstreamRepositoryPrefix !== 'ROOT' && rule.ecrRepositoryPrefix === 'ROOT')
    throw invalidParameter('upstreamRepositoryPrefix', 'can be set only when ecrRepositoryPrefix is not ROOT');
  return { ...rule, upstreamRegistry: upstream.registry };
}
/** `createdAt` in epoch milliseconds. */
const KeptRules = z.array(Rule.extend({ createdAt: z.number() })).catch([]);
type KeptRule = z.output<typeof KeptRules>[number];

const rulesOf = (registry: RegistryState): KeptRule[] =>
  KeptRules.parse(registry.settings.pullThroughCacheRules);

const answer = (registry: RegistryState, { createdAt, ...rule }: KeptRule): object => ({
  ...rule,
  createdAt: seconds(createdAt),
  registryId: registry.accountId,
});

const notFound = (registry: RegistryState, ecrRepositoryPrefix: string): ApiError =>
  new ApiError(
    'PullThroughCacheRuleNotFoundException',
    `Pull through cache rule with ecrRepositoryPrefix '${ecrRepositoryPrefix}' does not exist in the registry with id '${registry.accountId}'`,
  );

export const pullThroughCacheOperations: OperationTable<EcrCall> = {
  CreatePullThroughCacheRule: operation({
    action: 'ecr:CreatePullThroughCacheRule',
    input: Rule.extend({ registryId }),
    handle({ registryId: id, ...rule }, call: EcrCall) {
      const registry = call.authorizedRegistry(id);
      const rules = rulesOf(registry);
      if (rules.some(({ ecrRepositoryPrefix }) => ecrRepositoryPrefix === rule.ecrRepositoryPrefix))
        throw new ApiError(
          'PullThroughCacheRuleAlreadyExistsException',
          `Pull through cache rule with ecrRepositoryPrefix '${rule.ecrRepositoryPrefix}' already exists`,
        );
      if (rules.length >= RULES_PER_REGISTRY)
        throw limitExceeded(`A registry has at most ${RULES_PER_REGISTRY} pull through cache rules.`);
      const kept = { ...checked(rule), createdAt: call.now() };
      registry.settings.pullThroughCacheRules = [...rules, kept];
      call.changed();
      return answer(registry, kept);
    },
  }),
  DescribePullThroughCacheRules: operation({
    action: 'ecr:DescribePullThroughCacheRules',
    input: paged.extend({ registryId, ecrRepositoryPrefixes: z.array(prefix).min(1).max(100).optional() }),
    handle(input, call: EcrCall) {
      const registry = call.authorizedRegistry(input.registryId);
      const wanted = input.ecrRepositoryPrefixes;
      const rules = rulesOf(registry);
      const missing = wanted?.find((name) => !rules.some((rule) => rule.ecrRepositoryPrefix === name));
      if (missing !== undefined) throw notFound(registry, missing);
      const { items, ...more } = page({
        items: rules.filter((rule) => wanted?.includes(rule.ecrRepositoryPrefix) ?? true),
        keyOf: (rule) => rule.ecrRepositoryPrefix,
        question: ['DescribePullThroughCacheRules', registry.accountId, registry.region, wanted ?? null],
        nextToken: input.nextToken,
        maxResults: input.maxResults,
      });
      return { pullThroughCacheRules: items.map((rule) => answer(registry, rule)), ...more };
    },
  }),
  DeletePullThroughCacheRule: operation({
    action: 'ecr:DeletePullThroughCacheRule',
    input: z.object({ registryId, ecrRepositoryPrefix: prefix }),
    handle(input, call: EcrCall) {
      const registry = call.authorizedRegistry(input.registryId);
      const rules = rulesOf(registry);
      const gone = rules.find((rule) => rule.ecrRepositoryPrefix === input.ecrRepositoryPrefix);
      if (gone === undefined) throw notFound(registry, input.ecrRepositoryPrefix);
      registry.settings.pullThroughCacheRules = rules.filter((rule) => rule !== gone);
      call.changed();
      return answer(registry, gone);
    },
  }),
};
