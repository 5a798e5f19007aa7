import { formatImageReference, type ImageReference } from '../../shared/ecr/image-reference';
import type { JobOutcome } from '../../shared/model/job';
import { openArchive } from './archive/open-archive';
import { copyContent } from './content/copy-content';
import { explained } from './explained';
import type { BlobLedger } from './content/blob-ledger';
import { fileError } from './file-errors';
import type { RegistryAccess, TransferContext } from './ports';

/**
 * Pushes a `docker save` archive or an OCI layout (tar, tar.gz or folder) without Docker. An OCI layout keeps its
 * bytes, so its digest; a `docker save` archive gets gzip'd layers and a manifest of its own.
 */
export async function pushArchive(
  { access, temporaryFolder, ledger }: { access: RegistryAccess; temporaryFolder: string; ledger?: BlobLedger },
  { file, reference, profile }: { file: string; reference: ImageReference; profile?: string },
  context: TransferContext,
): Promise<JobOutcome> {
  context.report({ step: 'Reading the archive', doneBytes: 0, totalBytes: 0, parts: [] });
  const archive = await openArchive({ file, temporaryFolder, signal: context.signal });
  try {
    return await explained(access, () => profile, async () => {
      const { host, repository, tag = 'latest' } = reference;
      const target = (await access.client(host, profile)).repository(repository);
      const { digest } = await copyContent({ source: archive.source, target, root: archive.root, tag, ...(ledger !== undefined && { ledger }) }, context).catch((thrown: unknown) => {
        throw fileError(thrown, file);
      });
      return { reference: formatImageReference({ host, repository, tag }), digest };
    });
  } finally {
    await archive.close();
  }
}
