import { formatImageReference, type ImageReference, manifestName } from '../../shared/ecr/image-reference';
import type { JobOutcome } from '../../shared/model/moving/job';
import { BlobLedger } from './content/blob-ledger';
import { copyContent, digestThere } from './content/copy-content';
import { copyReferrers, listReferrers, type Referring } from './content/copy-referrers';
import { alongside } from './content/alongside';
import type { Manifest } from './content/manifest';
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
    const [sourceClient, targetClient] = await Promise.all([access.client(from.host, fromProfile), access.client(to.host, toProfile)]);
    const source = sourceClient.repository(from.repository);
    const target = targetClient.repository(to.repository);
    const tag = to.tag ?? from.tag ?? (from.digest === undefined ? 'latest' : undefined);
    const mountFrom = from.host === to.host && from.repository !== to.repository ? from.repository : undefined;
    const board = new ProgressBoard(context.report);
    const wanted = { host: to.host, repository: to.repository, ...(toProfile !== undefined && { profile: toProfile }) };
    const available = async (digests: readonly string[]): Promise<readonly string[] | undefined> => access.availableLayers?.({ ...wanted, digests });
    const shared = { source, target, ledger, board, ...(mountFrom !== undefined && { mountFrom }) };
    return alongside(context.signal, async (signal, begin) => {
      const there = tag === undefined ? undefined : begin(digestThere(target, tag, signal));
      // The tag is read once; everything after goes by digest, so that a tag that moves cannot mix two images.
      const root = await source.manifest(manifestName(from), signal);
      let listed: Promise<Referring[]> | undefined;
      const onTree = (all: readonly Manifest[]): void => void (listed = begin(listReferrers(source, all.map(({ raw }) => raw.digest), signal)));
      const copy = { ...shared, root, available, onTree, ...(tag !== undefined && { tag }), ...(there !== undefined && { there }) };
      const { digest, unchanged, manifests } = await copyContent(copy, { ...context, signal });
      if (!unchanged) await copyReferrers({ ...shared, subjects: manifests, ...(listed !== undefined && { listed }) }, signal);
      const { host, repository } = to;
      return { reference: formatImageReference(tag === undefined ? { host, repository, digest } : { host, repository, tag }), digest };
    });
  });
}
