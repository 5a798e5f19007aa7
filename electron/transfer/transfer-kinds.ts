import { parseImageReference, type ImageReference } from '../../shared/ecr/image-reference';
import type { RepositoryKey } from '../../shared/model/repository';
import { PushArchive, PushContainer, PushImage } from '../../shared/model/push-source';
import { CopyImage, PullImage } from '../../shared/model/transfer';
import { jobWork, type JobKinds } from '../jobs/job-kinds';
import { notThere } from '../commands/not-there';
import type { ByteKinds } from './byte-kinds';
import type { RegistryAccess, TransferDocker } from './ports';
import { pullImage } from './pull-image';
import { pushContainer } from './push-container';
import { pushImage } from './push-image';

export interface TransferKindsPorts {
  docker: TransferDocker;
  access: RegistryAccess;
  /** Those that move bytes themselves, here or in a thread of their own. */
  bytes: ByteKinds;
  /** Registry host of a profile in a region. */
  hostOf: (key: RepositoryKey) => Promise<string>;
  /** An image arrived: lists that show its repository are out of date. */
  arrived: (reference: ImageReference) => void;
}

/** What each kind of transfer does with its journalled input. */
export function transferKinds(ports: TransferKindsPorts): JobKinds {
  const { docker, access, bytes, hostOf, arrived } = ports;
  const landing = async <T>(reference: ImageReference, work: () => Promise<T>): Promise<T> => {
    const outcome = await work();
    arrived(reference);
    return outcome;
  };
  return {
    ...bytes,
    'push-container': jobWork(PushContainer, async ({ containerId, target, tag, ...options }, context) => {
      const reference = { host: await hostOf(target), repository: target.name, tag };
      return landing(reference, () =>
        pushContainer({ docker, access }, { containerId, options, reference, profile: target.profile }, context),
      );
    }),
    'push-image': jobWork(PushImage, ({ reference: text, ...input }, context) => {
      const reference = parseImageReference(text);
      return landing(reference, () => pushImage({ docker, access }, { ...input, reference }, context));
    }),
    'push-archive': jobWork(PushArchive, (input, context) =>
      landing(parseImageReference(input.reference), () => bytes['push-archive'](input, context)),
    ),
    sync: notThere,
    build: notThere,
    copy: jobWork(CopyImage, (input, context) => landing(parseImageReference(input.to), () => bytes.copy(input, context))),
    pull: jobWork(PullImage, ({ reference, ...input }, context) =>
      pullImage({ docker, access }, { ...input, reference: parseImageReference(reference) }, context),
    ),
  };
}
