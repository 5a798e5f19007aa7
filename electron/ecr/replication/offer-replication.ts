import { canonicalJson } from '../../../shared/ecr/canonical-json';
import { partitionOfRegion } from '../../../shared/ecr/registry-host';
import { mergeReplication, replicationGrant, type ReplicationDestination } from '../../../shared/ecr/moving/replication';
import { AppError } from '../../../shared/errors';
import type { AwsAlternative } from '../../../shared/model/moving/sync';
import type { EcrClients } from '../ports';
import { awsCommand, type Offer, type RegistrySide } from './registry-side';
import { readReplication } from './replication-configuration';

/** A replication rule that does from now on what the sync does once; where none can, a note says why. Changes nothing. */
export async function offerReplication(clients: EcrClients, from: RegistrySide, to: RegistrySide): Promise<Offer<AwsAlternative>> {
  const nothing = (...notes: string[]): Offer<AwsAlternative> => ({ offered: [], notes });
  const [source, target] = [from.ecr, to.ecr];
  if (source === undefined || target === undefined) return nothing();
  const partition = partitionOfRegion(source.region);
  const isSameRegistry = source.accountId === target.accountId && source.region === target.region;
  if (isSameRegistry || partitionOfRegion(target.region) !== partition) return nothing();
  if (from.repository !== to.repository) return nothing(`AWS replicates a repository under its own name only: there is no rule that makes ${to.repository} of ${from.repository}.`);

  const destination = { region: target.region, registryId: target.accountId };
  try {
    const { accountId, configuration } = await readReplication(clients, source);
    if (accountId !== source.accountId) return nothing(`A replication rule could do this too; a profile of account ${source.accountId} would have to set it.`);
    const merge = mergeReplication(configuration, { repository: from.repository, destination });
    if (merge.kind === 'covered') return nothing(`A replication rule copies new images of ${from.repository} to account ${target.accountId} in ${target.region} already.`);
    if (merge.kind === 'refused') return nothing(merge.why);
    const rule = JSON.stringify(merge.configuration, null, 2);
    const where = { region: source.region, profile: source.profile };
    const command = awsCommand('put-replication-configuration', { 'replication-configuration': JSON.stringify(merge.configuration), ...where });
    const notes = [...notesOf(from, destination, where), ...(target.accountId === source.accountId ? [] : grantNotes({ from: source.accountId, to: destination, partition, repository: from.repository }))];
    return { offered: [{ kind: 'replication', title: `Let ECR replicate ${from.repository} to ${target.accountId === source.accountId ? '' : `account ${target.accountId} in `}${target.region}`, notes, rule, basedOn: canonicalJson(configuration), command, ...where }], notes: [] };
  } catch (thrown) {
    if (thrown instanceof AppError && thrown.code === 'access-denied') return nothing(`A replication rule could do this too, but profile ${source.profile} may not read the registry’s rules.`);
    throw thrown;
  }
}

function notesOf({ repository }: RegistrySide, { region, registryId }: ReplicationDestination, where: { region: string; profile: string }): string[] {
  const backfill = awsCommand('start-replication-backfill', { destination: `region=${region},registryId=${registryId}`, ...where });
  return [
    'A rule by itself replicates only what is pushed after it was set.',
    `Images that are there already come over with a backfill, which takes everything that the registry’s rules send there: ${backfill}`,
    `The rule goes for every repository whose name begins with ${repository}.`,
    'All rules of the registry are written at once: those it has stay as they are.',
    'Repository settings and policies are not replicated; ECR creates a missing repository with its defaults, or with a creation template for replication.',
    'AWS moves the bytes itself: between regions they cost as transfer out of the source’s region, within one nothing.',
  ];
}

function grantNotes(grant: Parameters<typeof replicationGrant>[0]): string[] {
  return [
    `Account ${grant.to.registryId} must allow it first: someone of that account adds this statement to the registry policy in ${grant.to.region} (aws ecr put-registry-policy replaces the policy as a whole): ${JSON.stringify(replicationGrant(grant))}`,
  ];
}
