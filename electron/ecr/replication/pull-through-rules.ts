import { CreatePullThroughCacheRuleCommand, paginateDescribePullThroughCacheRules, type PullThroughCacheRule, type UpstreamRegistry } from '@aws-sdk/client-ecr';
import { AppError } from '../../../shared/errors';
import type { PullThroughRule } from '../../../shared/ecr/moving/pull-through';
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

/** What ECR refuses a rule for, by the error's name: what to do about it. */
const REFUSALS: Readonly<Record<string, string>> = {
  PullThroughCacheRuleAlreadyExistsException: 'Another rule has this prefix: look at the registry’s rules.',
  UnsupportedUpstreamRegistryException: 'ECR caches a few registries only: compare the upstream’s URL.',
  SecretNotFoundException: 'Check the ARN: the secret must be in the account and region of the rule.',
  UnableToAccessSecretException: 'The profile, and ECR’s service role, must be allowed to read the secret.',
  UnableToDecryptSecretValueException: 'The profile must be allowed to use the secret’s KMS key.',
};

/** @throws AppError `access-denied`, `quota-exceeded`, `invalid-input` among others. */
export async function createPullThroughRule(clients: EcrClients, scope: EcrScope, rule: PullThroughRule): Promise<void> {
  await callEcr(clients, { ...scope, operation: 'CreatePullThroughCacheRule' }, async (client) => {
    try {
      // The SDK's type knows the kinds of its day; which ones there are is AWS's to say.
      await client.send(new CreatePullThroughCacheRuleCommand({ ...rule, upstreamRegistry: rule.upstreamRegistry as UpstreamRegistry }));
    } catch (thrown) {
      const hint = thrown instanceof Error && Object.hasOwn(REFUSALS, thrown.name) ? REFUSALS[thrown.name] : undefined;
      if (hint === undefined || !(thrown instanceof Error)) throw thrown;
      throw new AppError('invalid-input', `ECR does not take the rule for ${rule.ecrRepositoryPrefix}.`, { hint, detail: thrown.message, cause: thrown });
    }
  });
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
