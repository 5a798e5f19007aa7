import { canonicalJson } from '../../../shared/ecr/canonical-json';
import { FILL_IN, proposePullThrough, upstreamOf, type PullThroughProposal, type Upstream } from '../../../shared/ecr/moving/pull-through';
import { partitionOfRegion, privateRegistryHost } from '../../../shared/ecr/registry-host';
import { AppError } from '../../../shared/errors';
import type { AwsAlternative } from '../../../shared/model/moving/sync';
import type { EcrClients } from '../ports';
import { readPullThroughRules } from './pull-through-rules';
import { awsCommand, type Offer, type RegistrySide } from './registry-side';

/** A pull-through cache rule that makes the target the cache of the source; where none can, a note says why. Changes nothing. */
export async function offerPullThrough(clients: EcrClients, from: RegistrySide, to: RegistrySide): Promise<Offer<AwsAlternative>> {
  const nothing = (...notes: string[]): Offer<AwsAlternative> => ({ offered: [], notes });
  const place = to.ecr;
  // ECR has no pull-through cache in GovCloud and China (user guide, “Sync an upstream registry”), and reads no other partition’s ECR.
  if (place === undefined || partitionOfRegion(place.region) !== 'aws') return nothing();
  if (from.ecr !== undefined && (partitionOfRegion(from.ecr.region) !== 'aws' || (from.ecr.accountId === place.accountId && from.ecr.region === place.region))) return nothing();
  const upstream = upstreamOf(from.ecr === undefined ? from.host : privateRegistryHost(from.ecr), { sameAccount: from.ecr?.accountId === place.accountId });
  if (upstream === undefined) return nothing();
  const proposal = proposePullThrough({ upstream, source: from.repository, target: to.repository, place });
  if (proposal === undefined) return nothing();

  const { rule } = proposal;
  const where = { region: place.region, profile: place.profile };
  try {
    const rules = await readPullThroughRules(clients, place);
    const taken = rules.find(({ ecrRepositoryPrefix }) => ecrRepositoryPrefix === rule.ecrRepositoryPrefix);
    if (taken !== undefined) {
      const sameUpstream = taken.upstreamRegistryUrl === rule.upstreamRegistryUrl && taken.upstreamRepositoryPrefix === rule.upstreamRepositoryPrefix;
      return nothing(sameUpstream ? `${proposal.cachedAs} is a pull-through cache of ${upstream.title} already.` : `No pull-through cache is offered: the prefix ${rule.ecrRepositoryPrefix} is that of ${taken.upstreamRegistryUrl ?? 'another registry'}.`);
    }
    const command = awsCommand('create-pull-through-cache-rule', {
      'ecr-repository-prefix': rule.ecrRepositoryPrefix,
      'upstream-registry-url': rule.upstreamRegistryUrl,
      'upstream-registry': rule.upstreamRegistry,
      'upstream-repository-prefix': rule.upstreamRepositoryPrefix,
      'credential-arn': rule.credentialArn,
      'custom-role-arn': rule.customRoleArn,
      ...where,
    });
    return { offered: [{ kind: 'pull-through-cache', title: `Let ECR cache ${upstream.title} in ${place.region}`, notes: notesOf({ from, to, upstream, proposal }), rule: JSON.stringify(rule, null, 2), basedOn: canonicalJson(rules), command, ...where }], notes: [] };
  } catch (thrown) {
    if (thrown instanceof AppError && thrown.code === 'access-denied') return nothing(`A pull-through cache rule could do this too, but profile ${place.profile} may not read the registry’s rules.`);
    throw thrown;
  }
}

function notesOf({ from, to, upstream, proposal: { rule, cachedAs, missing } }: { from: RegistrySide; to: RegistrySide; upstream: Upstream; proposal: PullThroughProposal }): string[] {
  const place = to.ecr;
  return [
    `Nothing is copied by the rule: an image comes when it is first pulled as ${to.host}/${cachedAs}:TAG, and is looked for anew at most every 24 hours.`,
    rule.ecrRepositoryPrefix === 'ROOT' ? 'The rule goes for every repository of the registry that no other rule has.' : `The rule goes for every repository below ${rule.ecrRepositoryPrefix}/.`,
    ...(cachedAs === to.repository ? [] : [`The cache’s name is ${cachedAs}, not ${to.repository}: ECR puts the name at the source behind a prefix.`]),
    'Who pulls first needs ecr:BatchImportUpstreamImage, and ecr:CreateRepository where the repository is missing; its settings are ECR’s defaults or those of a creation template.',
    ...(missing.includes('credentialArn')
      ? [`ECR signs in at ${upstream.title}: keep {"username", "accessToken"} in a Secrets Manager secret of account ${place?.accountId ?? ''} in ${place?.region ?? ''} whose name begins with ecr-pullthroughcache/, and put its ARN in the place of the one with ${FILL_IN}.`]
      : []),
    ...(missing.includes('customRoleArn')
      ? [`ECR reads the other account with a role of account ${place?.accountId ?? ''}: put its ARN in the place of the one with ${FILL_IN}; someone of account ${from.ecr?.accountId ?? ''} lets that role pull in the policy of ${from.repository}.`]
      : []),
  ];
}
