/**
 * Replication rules of a private registry. PutReplicationConfiguration replaces all of them, so a new one is merged into those
 * there are. Limits: ECR user guide, “Private image replication” and “Service quotas”.
 */
import { z } from 'zod';

const Destination = z.object({ region: z.string(), registryId: z.string() });
const Rule = z.object({
  destinations: z.array(Destination),
  repositoryFilters: z.array(z.object({ filter: z.string(), filterType: z.literal('PREFIX_MATCH') })).optional(),
});
export const ReplicationConfiguration = z.object({ rules: z.array(Rule) });
export type ReplicationConfiguration = z.infer<typeof ReplicationConfiguration>;
export type ReplicationDestination = z.infer<typeof Destination>;
type ReplicationRule = z.infer<typeof Rule>;

const MOST_RULES = 10;
const MOST_DESTINATIONS = 25;
const MOST_FILTERS = 100;

export type ReplicationMerge =
  /** Another rule does it already. */
  | { kind: 'covered' }
  | { kind: 'merged'; configuration: ReplicationConfiguration }
  /** One sentence: why it cannot be added. */
  | { kind: 'refused'; why: string };

/** The configuration in which a repository is replicated to a destination too. Every rule that was there stays. */
export function mergeReplication(
  { rules }: ReplicationConfiguration,
  { repository, destination }: { repository: string; destination: ReplicationDestination },
): ReplicationMerge {
  if (rules.some((rule) => covers(rule, repository) && rule.destinations.some((each) => isSame(each, destination)))) return { kind: 'covered' };
  const wanted = { filter: repository, filterType: 'PREFIX_MATCH' as const };
  // A rule to this one destination takes a further filter; without filters it would cover everything, and have been found above.
  const own = rules.findIndex((rule) => rule.destinations.length === 1 && rule.destinations.every((each) => isSame(each, destination)) && (rule.repositoryFilters?.length ?? MOST_FILTERS) < MOST_FILTERS);
  const merged = own < 0 ? [...rules, { destinations: [destination], repositoryFilters: [wanted] }] : rules.map((rule, index) => (index === own ? { ...rule, repositoryFilters: [...(rule.repositoryFilters ?? []), wanted] } : rule));
  if (merged.length > MOST_RULES) return { kind: 'refused', why: `The registry has ${MOST_RULES} replication rules already, and no more are allowed.` };
  const destinations = new Set(merged.flatMap((rule) => rule.destinations).map(({ region, registryId }) => `${registryId} ${region}`));
  if (destinations.size > MOST_DESTINATIONS) return { kind: 'refused', why: `The registry replicates to ${MOST_DESTINATIONS} destinations already, and no more are allowed.` };
  return { kind: 'merged', configuration: { rules: merged } };
}

/** The statement that the destination's account must have in its registry policy before another account may replicate there. */
export function replicationGrant({ from, to, partition, repository }: { from: string; to: ReplicationDestination; partition: string; repository: string }): object {
  return {
    Version: '2012-10-17',
    Statement: [
      {
        Sid: `BerthReplicationFrom${from}`,
        Effect: 'Allow',
        Principal: { AWS: `arn:${partition}:iam::${from}:root` },
        Action: ['ecr:CreateRepository', 'ecr:ReplicateImage'],
        Resource: [`arn:${partition}:ecr:${to.region}:${to.registryId}:repository/${repository}*`],
      },
    ],
  };
}

/** A filter is a prefix of the repository's name; no filter at all means every repository. */
const covers = ({ repositoryFilters = [] }: ReplicationRule, repository: string): boolean =>
  repositoryFilters.length === 0 || repositoryFilters.some(({ filter }) => repository.startsWith(filter));

const isSame = (one: ReplicationDestination, two: ReplicationDestination): boolean => one.region === two.region && one.registryId === two.registryId;
