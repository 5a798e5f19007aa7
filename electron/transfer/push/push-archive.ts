import { formatImageReference, type ImageReference } from '../../../shared/ecr/image-reference';
import type { JobOutcome } from '../../../shared/model/moving/job';
import { type OpenArchive, openArchive } from '../archive/open-archive';
import { BlobLedger } from '../content/blob-ledger';
import { copyContent } from '../content/copy-content';
import { explained } from '../explained';
import { fileError } from '../file-errors';
import type { RegistryAccess, TransferContext } from '../ports';
import { ProgressBoard } from '../progress-board';
import { KnownLayers } from '../saved/known-layers';
import { pushSaved } from '../saved/push-saved';
import { treeEntries } from '../saved/saved-entries';

export interface ArchivePushPorts {
  access: RegistryAccess;
  temporaryFolder: string;
  ledger?: BlobLedger;
}

export interface ArchivePush {
  file: string;
  /** Which image of several: a name, a tag or a digest. */
  image?: string;
  reference: ImageReference;
  profile?: string;
}

/**
 * Pushes a `docker save` archive or an OCI layout (folder, tar, gzip or zstd compressed) without Docker. An OCI layout keeps its
 * bytes, so its digest, and all its platforms; a `docker save` archive gets gzip'd layers and a manifest of its own.
 */
export async function pushArchive({ access, temporaryFolder, ledger = new BlobLedger() }: ArchivePushPorts, { file, image, reference, profile }: ArchivePush, context: TransferContext): Promise<JobOutcome> {
  context.report({ step: 'Reading the archive', doneBytes: 0, totalBytes: 0, parts: [] });
  const archive = await openArchive({ file, temporaryFolder, signal: context.signal, ...(image !== undefined && { image }) });
  try {
    return await explained(access, () => profile, async () => {
      const { host, repository, tag = 'latest' } = reference;
      const target = (await access.client(host, profile)).repository(repository);
      const wanted = { host, repository, ...(profile !== undefined && { profile }) };
      const available = async (digests: readonly string[]): Promise<readonly string[] | undefined> => access.availableLayers?.({ ...wanted, digests });
      const { digest } = await pushContent(archive, { target, tag, ledger, available }, context).catch((thrown: unknown) => {
        throw fileError(thrown, file);
      });
      return { reference: formatImageReference({ host, repository, tag }), digest };
    });
  } finally {
    await archive.close();
  }
}

type Target = Pick<Parameters<typeof copyContent>[0], 'target' | 'available'> & { tag: string; ledger: BlobLedger };

async function pushContent({ content, name, scratch }: OpenArchive, { available, ...target }: Target, context: TransferContext): Promise<{ digest: string }> {
  if (content.format === 'oci-layout') return copyContent({ ...content, ...target, ...(available !== undefined && { available }) }, context);
  const { tree, saved } = content;
  const sizes = await Promise.all(saved.Layers.map((path) => tree.size(path)));
  const bytes = sizes.reduce<number>((sum, size = 0) => sum + size, 0);
  // Strangers' archives may name a layer as they like: nothing is learned from them, and nothing believed of what was learned.
  const learning = { known: new KnownLayers(), present: new Map() };
  return pushSaved({ ...target, ...learning, name, scratch, bytes, entries: treeEntries(tree, saved), board: new ProgressBoard(context.report) }, context.signal);
}
