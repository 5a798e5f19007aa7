import { parseImageReference, type ImageReference } from '../../shared/ecr/image-reference';
import type { RepositoryKey } from '../../shared/model/repository';
import { CopyImage, ExportImage, PullImage, PushArchive, PushContainer, PushImage } from '../../shared/model/transfer';
import { jobWork, type JobKinds } from '../jobs/job-kinds';
import { BlobLedger } from './content/blob-ledger';
import { copyImage } from './copy-image';
import { exportImage } from './export-image';
import type { RegistryAccess, TransferDocker } from './ports';
import { pullImage } from './pull-image';
import { pushArchive } from './push-archive';
import { pushContainer } from './push-container';
import { pushImage } from './push-image';

export interface TransferKindsPorts {
  docker: TransferDocker;
  access: RegistryAccess;
  temporaryFolder: string;
  /** Registry host of a profile in a region. */
  hostOf: (key: RepositoryKey) => Promise<string>;
  /** An image arrived: lists that show its repository are out of date. */
  arrived: (reference: ImageReference) => void;
}

/** What each kind of transfer does with its journalled input. */
export function transferKinds(ports: TransferKindsPorts): JobKinds {
  const { docker, access, temporaryFolder, hostOf, arrived } = ports;
  const ledger = new BlobLedger();
  const landing = async <T>(reference: ImageReference, work: () => Promise<T>): Promise<T> => {
    const outcome = await work();
    arrived(reference);
    return outcome;
  };
  return {
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
    'push-archive': jobWork(PushArchive, ({ reference: text, ...input }, context) => {
      const reference = parseImageReference(text);
      return landing(reference, () => pushArchive({ access, temporaryFolder, ledger }, { ...input, reference }, context));
    }),
    pull: jobWork(PullImage, ({ reference, ...input }, context) =>
      pullImage({ docker, access }, { ...input, reference: parseImageReference(reference) }, context),
    ),
    export: jobWork(ExportImage, ({ reference, ...input }, context) =>
      exportImage(access, { ...input, reference: parseImageReference(reference) }, context),
    ),
    copy: jobWork(CopyImage, ({ from, to, ...profiles }, context) => {
      const target = parseImageReference(to);
      return landing(target, () => copyImage(access, { from: parseImageReference(from), to: target, ...profiles, ledger }, context));
    }),
  };
}
