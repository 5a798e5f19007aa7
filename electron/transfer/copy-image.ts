import { formatImageReference, type ImageReference, manifestName } from '../../shared/ecr/image-reference';
import type { JobOutcome } from '../../shared/model/job';
import { BlobLedger } from './content/blob-ledger';
import { copyContent } from './content/copy-content';
import { copyReferrers } from './content/copy-referrers';
import { explained } from './explained';
import type { RegistryAccess, TransferContext } from './ports';
import { ProgressBoard } from './progress-board';

export interface ImageCopy {
  from: ImageReference;
  to: ImageReference;
  fromProfile?: string;
  toProfile?: string;
  /** What other transfers know of where blobs are. */
  ledger?: BlobLedger;
}

/**
 * Copies an image, with all platforms of an index and everything that refers to it, straight from registry to registry: nothing on disk, the same
 * digest at the end. Without a tag the target takes the source's.
 */
export async function copyImage(access: RegistryAccess, { from, to, fromProfile, toProfile, ledger = new BlobLedger() }: ImageCopy, context: TransferContext): Promise<JobOutcome> {
  const profileOf = (host: string): string | undefined => (host === to.host ? toProfile : fromProfile);
  return explained(access, profileOf, async () => {
    const source = (await access.client(from.host, fromProfile)).repository(from.repository);
    const target = (await access.client(to.host, toProfile)).repository(to.repository);
    // The tag is read once; everything after goes by digest, so that a tag that moves cannot mix two images.
    const root = await source.manifest(manifestName(from), context.signal);
    const tag = to.tag ?? from.tag ?? (from.digest === undefined ? 'latest' : undefined);
    const mountFrom = from.host === to.host && from.repository !== to.repository ? from.repository : undefined;
    const board = new ProgressBoard(context.report);
    const shared = { source, target, ledger, board, ...(mountFrom !== undefined && { mountFrom }) };
    const { digest, unchanged, manifests } = await copyContent({ ...shared, root, ...(tag !== undefined && { tag }) }, context);
    if (!unchanged) await copyReferrers({ ...shared, subjects: manifests }, context.signal);
    const { host, repository } = to;
    return { reference: formatImageReference(tag === undefined ? { host, repository, digest } : { host, repository, tag }), digest };
  });
}
