/** Tag → push through the engine; what push-container and push-image share. */
import { AppError } from '../../shared/errors';
import { formatImageReference, type ImageReference } from '../../shared/ecr/image-reference';
import type { JobOutcome } from '../../shared/model/job';
import { explained } from './explained';
import type { RegistryAccess, TransferContext, TransferDocker } from './ports';
import { ProgressBoard } from './progress-board';

export interface LocalPush {
  docker: TransferDocker;
  access: RegistryAccess;
  imageId: string;
  reference: ImageReference;
  profile?: string;
  /** True when the image exists for this push alone and goes with it when it fails. */
  removeOnFailure: boolean;
}

/**
 * Gives the image the target's name, pushes it, answers reference and digest. After a success the local name stays,
 * as after `docker push`; after a failure or a cancel it is as it was before, and a commit made for it is removed.
 */
export async function pushLocalImage({ docker, access, imageId, reference, profile, removeOnFailure }: LocalPush, { signal, report }: TransferContext): Promise<JobOutcome> {
  const board = new ProgressBoard(report);
  const target = { host: reference.host, repository: reference.repository, reference: reference.tag ?? 'latest' };
  const name = formatImageReference({ host: target.host, repository: target.repository, tag: target.reference });
  const stopIfCancelled = (): void => {
    if (signal.aborted) throw new AppError('cancelled', 'Cancelled.');
  };
  let before: string | undefined;
  let tagged = false;
  try {
    stopIfCancelled();
    before = await idOf(docker, name);
    if (before !== imageId) {
      await docker.tag(imageId, target);
      tagged = true;
    }
    board.step('Pushing');
    const credentials = await access.credentials(target.host, profile);
    const { digest } = await explained(access, () => profile, () =>
      docker.push(target, { signal, onProgress: (parts) => board.replace(parts), ...(credentials !== undefined && { credentials }) }),
    );
    return { reference: name, digest };
  } catch (thrown) {
    const left = await undo().then(
      () => undefined,
      () => name,
    );
    throw left === undefined ? thrown : withLeftover(thrown, left);
  }

  async function undo(): Promise<void> {
    if (tagged && before !== undefined) await docker.tag(before, target);
    else if (tagged && (removeOnFailure || (await docker.inspectImage(imageId)).tags.length > 1)) {
      // Taking the last name away would remove an image that is not ours: then the name stays.
      await docker.removeImage(name, { prune: false });
    }
    if (removeOnFailure) await docker.removeImage(imageId, { prune: false });
  }
}

async function idOf(docker: TransferDocker, name: string): Promise<string | undefined> {
  try {
    return (await docker.inspectImage(name)).id;
  } catch (thrown) {
    if (thrown instanceof AppError && thrown.code === 'local-image-not-found') return undefined;
    throw thrown;
  }
}

/** Docker that stopped mid-push cannot be tidied up: then say what is left, and how to be rid of it. */
function withLeftover(thrown: unknown, name: string): unknown {
  if (!(thrown instanceof AppError)) return thrown;
  const { code, message, detail, remedy, hint } = thrown;
  const left = `Docker could not be tidied up: when it runs again, remove ${name} with “docker rmi”, or push once more.`;
  return new AppError(code, message, { hint: `${hint ?? ''} ${left}`.trim(), cause: thrown, ...(detail !== undefined && { detail }), ...(remedy !== undefined && { remedy }) });
}
