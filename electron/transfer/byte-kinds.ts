import { parseImageReference } from '../../shared/ecr/image-reference';
import type { JobKind } from '../../shared/model/job';
import { PushArchive } from '../../shared/model/push-source';
import { CopyImage, ExportImage } from '../../shared/model/transfer';
import { jobWork, type JobKinds } from '../jobs/job-kinds';
import { BlobLedger } from './content/blob-ledger';
import { copyImage } from './copy-image';
import { exportImage } from './export-image';
import type { RegistryAccess } from './ports';
import { pushArchive } from './push-archive';

/** Kinds of transfer that move bytes themselves, without Docker. */
export const BYTE_KINDS = ['copy', 'export', 'push-archive'] as const satisfies readonly JobKind[];
export type ByteKinds = Pick<JobKinds, (typeof BYTE_KINDS)[number]>;

export interface ByteKindsPorts {
  access: RegistryAccess;
  temporaryFolder: string;
}

/** What each of them does with its journalled input; what one learns of where blobs are, the others use. */
export function byteKinds({ access, temporaryFolder }: ByteKindsPorts): ByteKinds {
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
  };
}
