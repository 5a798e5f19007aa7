import { formatImageReference, type ImageReference, manifestName } from '../../shared/ecr/image-reference';
import type { JobOutcome } from '../../shared/model/job';
import { copyContent } from './content/copy-content';
import { explained } from './explained';
import type { RegistryAccess, TransferContext } from './ports';

export interface ImageCopy {
  from: ImageReference;
  to: ImageReference;
  fromProfile?: string;
  toProfile?: string;
}

/**
 * Copies an image, with all platforms of an index, straight from registry to registry: nothing on disk, the same
 * digest at the end. Without a tag the target takes the source's.
 */
export async function copyImage(access: RegistryAccess, { from, to, fromProfile, toProfile }: ImageCopy, context: TransferContext): Promise<JobOutcome> {
  const profileOf = (host: string): string | undefined => (host === to.host ? toProfile : fromProfile);
  return explained(access, profileOf, async () => {
    const source = (await access.client(from.host, fromProfile)).repository(from.repository);
    const target = (await access.client(to.host, toProfile)).repository(to.repository);
    // The tag is read once; everything after goes by digest, so that a tag that moves cannot mix two images.
    const root = await source.manifest(manifestName(from), context.signal);
    const tag = to.tag ?? from.tag ?? (from.digest === undefined ? 'latest' : undefined);
    const mountFrom = from.host === to.host && from.repository !== to.repository ? from.repository : undefined;
    const { digest } = await copyContent({ source, target, root, ...(tag !== undefined && { tag }), ...(mountFrom !== undefined && { mountFrom }) }, context);
    const { host, repository } = to;
    return { reference: formatImageReference(tag === undefined ? { host, repository, digest } : { host, repository, tag }), digest };
  });
}
