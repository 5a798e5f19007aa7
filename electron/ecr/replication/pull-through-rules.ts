import { CreatePullThroughCacheRuleCommand, paginateDescribePullThroughCacheRules, type PullThroughCacheRule, type UpstreamRegistry } from '@aws-sdk/client-ecr';
import type { PullThroughRule } from '../../../shared/ecr/pull-through';
import { callEcr } from '../call-ecr';
import type { EcrClients, EcrScope } from '../ports';

/** A rule that a registry has, in the form in which one is proposed. */
export type KeptRule = Partial<PullThroughRule> & { ecrRepositoryPrefix: string };

/** The pull-through cache rules of the profile's own registry, in the order of their prefixes. @throws AppError. */
export function readPullThroughRules(clients: EcrClients, scope: EcrScope): Promise<KeptRule[]> {
  return callEcr(clients, { ...scope, operation: 'DescribePullThroughCacheRules' }, async (client) => {
    const rules: KeptRule[] = [];
    for await (const page of paginateDescribePullThroughCacheRules({ client, stopOnSameToken: true }, {})) rules.push(...(page.pullThroughCacheRules ?? []).flatMap(ruleOf));
    return rules.sort((one, two) => (one.ecrRepositoryPrefix < two.ecrRepositoryPrefix ? -1 : 1));
  });
}

/** @throws AppError `access-denied`, `quota-exceeded`, `invalid-input` among others. */
export async function createPullThroughRule(clients: EcrClients, scope: EcrScope, rule: PullThroughRule): Promise<void> {
  await callEcr(clients, { ...scope, operation: 'CreatePullThroughCacheRule' }, (client) =>
    // The SDK's type knows the kinds of its day; which ones there are is AWS's to say.
    client.send(new CreatePullThroughCacheRuleCommand({ ...rule, upstreamRegistry: rule.upstreamRegistry as UpstreamRegistry })),
  );
}

/** What ECR says beside what was given: times, and `ROOT` for no prefix upstream. */
function ruleOf({ ecrRepositoryPrefix, upstreamRegistryUrl, upstreamRegistry, upstreamRepositoryPrefix, credentialArn, customRoleArn }: PullThroughCacheRule): KeptRule[] {
  if (ecrRepositoryPrefix === undefined) return [];
  return [
    {
      ecrRepositoryPrefix,
      ...(upstreamRegistryUrl !== undefined && { upstreamRegistryUrl }),
      ...(upstreamRegistry !== undefined && { upstreamRegistry }),
      ...(upstreamRepositoryPrefix !== undefined && upstreamRepositoryPrefix !== 'ROOT' && { upstreamRepositoryPrefix }),
      ...(credentialArn !== undefined && { credentialArn }),
      ...(customRoleArn !== undefined && { customRoleArn }),
    },
  ];
}
