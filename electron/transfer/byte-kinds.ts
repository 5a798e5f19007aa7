import { parseImageReference } from '../../shared/ecr/image-reference';
import type { JobKind } from '../../shared/model/moving/job';
import { PushArchive, PushImage } from '../../shared/model/moving/push-source';
import { CopyImage, ExportImage } from '../../shared/model/moving/transfer';
import { jobWork, type JobKinds } from '../jobs/job-kinds';
import { BlobLedger } from './content/blob-ledger';
import { copyImage } from './copy-image';
import { exportImage } from './export/export-image';
import type { RegistryAccess } from './ports';
import { pushArchive } from './push/push-archive';
import { type LocalPushPorts, pushLocalImage } from './push/push-local-image';
import { KnownLayers } from './saved/known-layers';

/** Kinds of transfer that move bytes themselves; of Docker they need no more than an image saved. */
export const BYTE_KINDS = ['copy', 'export', 'push-archive', 'push-image'] as const satisfies readonly JobKind[];
export type ByteKinds = Pick<JobKinds, (typeof BYTE_KINDS)[number]>;

export interface ByteKindsPorts {
  access: RegistryAccess;
  temporaryFolder: string;
  docker: LocalPushPorts['docker'];
  /** What pushes of local images learned of layers. */
  known?: KnownLayers;
}

/** What each of them does with its journalled input; what one learns of where blobs are, the others use. */
export function byteKinds({ access, temporaryFolder, docker, known = new KnownLayers() }: ByteKindsPorts): ByteKinds {
  const ledger = new BlobLedger();
  return {
    copy: jobWork(CopyImage, ({ from, to, ...profiles }, context) =>
      copyImage(access, { from: parseImageReference(from), to: parseImageReference(to), ...profiles, ledger }, context),
    ),
    export: jobWork(ExportImage, ({ reference, ...input }, context) =>
      exportImage(access, { ...input, reference: parseImageReference(reference) }, context),
    ),
    'push-archive': jobWork(PushArchive, ({ reference, ...input }, context) =>
      pushArchive({ access, temporaryFolder, ledger }, { ...input, reference: parseImageReference(reference) }, context),
    ),
    'push-image': jobWork(PushImage, ({ reference, ...input }, context) =>
      pushLocalImage({ access, docker, temporaryFolder, ledger, known }, { ...input, reference: parseImageReference(reference) }, context),
    ),
  };
}
