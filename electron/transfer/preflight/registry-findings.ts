/** What a registry that is none of ECR's says of a push that is to come. */
import { type ImageReference, manifestName } from '../../../shared/ecr/image-reference';
import { AppError } from '../../../shared/errors';
import type { RegistryAccess } from '../ports';
import { failed, good, unknown, type Finding } from './finding';

export interface RegistryTarget {
  reference: ImageReference;
  profile: string | undefined;
  digest: string | undefined;
  signal: AbortSignal;
}

/** Asks for the manifest's name, and whether an upload may be begun; the one that is begun is given up at once. Never fails. */
export async function registryFindings(access: Pick<RegistryAccess, 'client'>, { reference, profile, digest, signal }: RegistryTarget): Promise<Finding[]> {
  const { host, repository: name } = reference;
  try {
    const repository = (await access.client(host, profile)).repository(name);
    const tag = repository.headManifest(manifestName(reference), signal).then(
      (there) => tagFinding(reference, there?.digest, { isThere: there !== undefined, pushed: digest }),
      (thrown: unknown) => (isRefusal(thrown) ? unknown('tag', `Whether ${manifestName(reference)} is taken could not be found out: ${host} does not show ${name}.`) : failed(thrown, 'tag')),
    );
    const push = repository.tryUpload(signal).then(
      () => good('permission', `${host} takes pushes to ${name}.`),
      (thrown: unknown) => failed(thrown, 'permission'),
    );
    return await Promise.all([push, tag]);
  } catch (thrown) {
    return [failed(thrown, 'sign-in')];
  }
}

const isRefusal = (thrown: unknown): boolean => thrown instanceof AppError && (thrown.code === 'access-denied' || thrown.code === 'registry-unauthorized' || thrown.code === 'repository-not-found');

function tagFinding(reference: ImageReference, holder: string | undefined, { isThere, pushed }: { isThere: boolean; pushed: string | undefined }): Finding {
  if (reference.digest !== undefined) return good('tag', 'It is pushed by its digest, without a tag.');
  const tag = manifestName(reference);
  if (!isThere) return good('tag', `The tag ${tag} is free.`);
  if (holder !== undefined && holder === pushed) return good('tag', `The tag ${tag} names this very image already.`);
  const which = holder === undefined ? '' : ` (${holder.slice(7, 19)})`;
  return { subject: 'tag', level: 'warn', message: `The tag ${tag} is on another image${which} and will move.`, hint: 'Choose another tag to leave it there.' };
}
