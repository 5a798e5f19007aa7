/** What ECR says of a push that is to come. */
import { DescribeImagesCommand, type ImageDetail } from '@aws-sdk/client-ecr';
import { isImmutableTag } from '../../../shared/ecr/tag-proposals';
import { repositoryNameProblem } from '../../../shared/ecr/names';
import { AppError } from '../../../shared/errors';
import type { Repository } from '../../../shared/model/repository';
import { callEcr } from '../../ecr/call-ecr';
import { describeRepository } from '../../ecr/repository/describe-repository';
import { pushCalls, verdictOf } from '../../ecr/permission-probe';
import type { EcrClients, EcrScope } from '../../ecr/ports';
import type { RegistryPlace } from '../../ecr/registry-place';
import { failed, good, unknown, type Finding } from './finding';
import { imagesFinding, repositoriesFinding } from './quota-findings';

export interface EcrFindingsPorts {
  clients: EcrClients;
  /** A UUID; names an upload that was never begun. */
  newId: () => string;
  /** How many there are, where that is known without asking long. */
  counts: { repositories(scope: EcrScope): number | undefined; images(key: EcrScope & { name: string }): Promise<number | undefined> };
}

export interface EcrTarget {
  place: RegistryPlace;
  /** Whether the registry is the one of the profile's own account. */
  own: boolean;
  name: string;
  /** Absent for a push by digest alone. */
  tag: string | undefined;
  /** Digest of what will be pushed, where it is known. */
  digest: string | undefined;
}

/** Looks at repository, tag, permission and quota at once. Never fails: what could not be looked at is a finding, too. */
export async function ecrFindings(ports: EcrFindingsPorts, target: EcrTarget): Promise<{ findings: Finding[]; canCreate: boolean }> {
  const problem = repositoryNameProblem(target.name);
  if (problem !== undefined) return { findings: [{ subject: 'repository', level: 'stop', message: problem, hint: 'Choose another name, like team/service.' }], canCreate: false };
  const permission = permissionFinding(ports, target).catch((thrown: unknown) => failed(thrown, 'permission'));
  let repository: Repository | undefined;
  try {
    repository = await describeRepository(ports.clients, { ...target.place, name: target.name });
  } catch (thrown) {
    if (thrown instanceof AppError && thrown.code === 'repository-not-found') return missing(ports, target, await permission);
    const denied = thrown instanceof AppError && thrown.code === 'access-denied';
    const finding = denied ? unknown('repository', `Profile ${target.place.profile} may not look at the repository ${target.name}.`) : failed(thrown, 'repository');
    return { findings: [finding, ...(denied ? [await tagFinding(ports, target, undefined)] : []), await permission], canCreate: false };
  }
  const images = target.own ? ports.counts.images({ ...scopeOf(target), name: target.name }).catch(() => undefined) : Promise.resolve(undefined);
  const findings = [good('repository', `The repository ${target.name} is there.`), await tagFinding(ports, target, repository), await permission, ...imagesFinding(target.name, await images)];
  return { findings, canCreate: false };
}

const scopeOf = ({ place: { profile, region } }: EcrTarget): EcrScope => ({ profile, region });

function missing(ports: EcrFindingsPorts, target: EcrTarget, permission: Finding): { findings: Finding[]; canCreate: boolean } {
  const { name, own, place } = target;
  const message = `The repository ${name} does not exist in ${place.region}${place.registryId === undefined ? '' : ` of account ${place.registryId}`}.`;
  if (!own) return { findings: [{ subject: 'repository', level: 'stop', message, hint: `Profile ${place.profile} acts in another account: let the owner of the registry create it.` }, permission], canCreate: false };
  const remedy = { kind: 'create-repository' as const, profile: place.profile, region: place.region, repository: name };
  const quota = repositoriesFinding(place.region, ports.counts.repositories(scopeOf(target)));
  return { findings: [{ subject: 'repository', level: 'stop', message, hint: 'Let Berth create it before the push.', remedy }, permission, ...quota], canCreate: true };
}

/** Asked of the repository itself, there or not, with an upload that was never begun: nothing is left behind. */
async function permissionFinding({ clients, newId }: EcrFindingsPorts, target: EcrTarget): Promise<Finding> {
  const { place, name } = target;
  const where = { repositoryName: name, ...(place.registryId !== undefined && { registryId: place.registryId }) };
  const client = await clients.ecr(place.profile, place.region);
  const { verdict, reason } = await verdictOf(client, scopeOf(target), { about: `asked of ${name}`, calls: pushCalls(where, newId()) });
  if (verdict === 'allowed') return good('permission', `Profile ${place.profile} may push to ${name}.`);
  if (verdict === 'unknown') return unknown('permission', `Whether profile ${place.profile} may push could not be found out: ${reason}`);
  const action = /ecr:\w+/.exec(reason)?.[0] ?? 'pushing';
  return { subject: 'permission', level: 'stop', message: `Profile ${place.profile} may not push to ${name}: ${action} is not allowed.`, hint: 'Use another profile, or ask for the permission to push (ecr:PutImage and the four actions on layers).' };
}

/** @param repository undefined when nobody may look at its settings. */
async function tagFinding({ clients }: EcrFindingsPorts, { place, name, tag, digest }: EcrTarget, repository: Repository | undefined): Promise<Finding> {
  if (tag === undefined) return good('tag', 'It is pushed by its digest, without a tag.');
  let holder: ImageDetail | undefined;
  try {
    holder = await imageAt(clients, { ...place, name }, tag);
  } catch (thrown) {
    const denied = thrown instanceof AppError && thrown.code === 'access-denied';
    return denied ? unknown('tag', `Whether the tag ${tag} is taken could not be found out: profile ${place.profile} may not look at images.`) : failed(thrown, 'tag');
  }
  if (holder?.imageDigest === undefined) return good('tag', `The tag ${tag} is free.`);
  if (holder.imageDigest === digest) return good('tag', `The tag ${tag} names this very image already.`);
  const which = `${holder.imageDigest.slice(7, 19)}${holder.imagePushedAt === undefined ? '' : `, pushed ${holder.imagePushedAt.toISOString().slice(0, 10)}`}`;
  if (repository !== undefined && isImmutableTag(tag, repository))
    return { subject: 'tag', level: 'stop', message: `The tag ${tag} is taken (${which}), and ${name} does not let tags be overwritten.`, hint: 'Choose another tag.' };
  const isLast = (holder.imageTags ?? []).every((each) => each === tag);
  const hint = isLast ? 'That image will have no tag then, and a lifecycle rule may delete it: choose another tag to keep it.' : 'Choose another tag to leave it there.';
  return { subject: 'tag', level: 'warn', message: `The tag ${tag} is on another image (${which}) and will move.`, hint };
}

async function imageAt(clients: EcrClients, key: RegistryPlace & { name: string }, tag: string): Promise<ImageDetail | undefined> {
  const { name, registryId } = key;
  return callEcr(clients, { ...key, repository: name, operation: 'DescribeImages' }, async (client) => {
    try {
      const { imageDetails } = await client.send(new DescribeImagesCommand({ repositoryName: name, imageIds: [{ imageTag: tag }], ...(registryId !== undefined && { registryId }) }));
      return imageDetails?.[0];
    } catch (thrown) {
      if (thrown instanceof Error && thrown.name === 'ImageNotFoundException') return undefined;
      throw thrown;
    }
  });
}
