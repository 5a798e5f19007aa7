import { AppError } from '../../../shared/errors';
import { DOCKER_LIST, DOCKER_MANIFEST, OCI_INDEX } from '../../registry/media-types';
import { digestOfText, type StoredImage } from './stored-images';

/** What an index says of where a child runs (OCI image spec, “platform”); Windows images are told apart by `os.version`. */
export interface ChildPlatform {
  os: string;
  architecture: string;
  variant?: string | undefined;
  'os.version'?: string | undefined;
  'os.features'?: string[] | undefined;
}

/** One entry of the index to be. */
export interface IndexChild {
  mediaType: string;
  digest: string;
  size: number;
  platform: ChildPlatform;
  annotations?: Record<string, string> | undefined;
}

/** ECR's quota for a manifest, in bytes. */
const LARGEST = 4 * 1024 * 1024;

/**
 * The index of these images: its bytes depend on the images, their platforms and the annotations alone, not on the order they come
 * in. It is a Docker list where every child is a Docker image and there is nothing to annotate (a list has no place for
 * annotations, and old clients that know Docker's types alone can pull it), an OCI index otherwise; OCI permits Docker's images in it.
 * @throws AppError `invalid-input` when two images are for the same platform, or when there is nothing to run in it.
 */
export function composeIndex(children: readonly IndexChild[], annotations: Readonly<Record<string, string>>): StoredImage {
  const sorted = [...new Map(children.map((child) => [`${child.digest} ${platformText(child.platform)}`, child])).values()].sort(byPlatform);
  const taken = new Map<string, string>();
  for (const { platform, digest } of sorted.filter(runs)) {
    const text = platformText(platform);
    const other = taken.get(text);
    if (other !== undefined)
      throw new AppError('invalid-input', `Two of the images are for ${text}: ${other.slice(7, 19)} and ${digest.slice(7, 19)}.`, { hint: 'Leave one out, or say which platform it is for.' });
    taken.set(text, digest);
  }
  if (taken.size === 0) throw new AppError('invalid-input', 'None of these is an image that runs.', { hint: 'Choose at least one image.' });
  const isDocker = sorted.every((child) => child.mediaType === DOCKER_MANIFEST && child.annotations === undefined) && Object.keys(annotations).length === 0;
  const mediaType = isDocker ? DOCKER_LIST : OCI_INDEX;
  const manifests = sorted.map(entry);
  const text = JSON.stringify({ schemaVersion: 2, mediaType, manifests, ...(Object.keys(annotations).length > 0 && { annotations: inOrder(annotations) }) });
  const size = Buffer.byteLength(text);
  if (size > LARGEST) throw new AppError('invalid-input', 'This index would be larger than 4 MiB, which no registry takes.', { hint: 'Leave annotations or images out.' });
  return { digest: digestOfText(text), mediaType, text, size };
}

/** `linux/arm64/v8`, with a Windows version behind it where there is one. */
export const platformText = ({ os, architecture, variant, 'os.version': version }: ChildPlatform): string =>
  `${[os, architecture, ...(variant === undefined ? [] : [variant])].join('/')}${version === undefined ? '' : ` ${version}`}`;

/** Attestations stand in an index as unknown/unknown, as many as there are. */
export const runs = ({ platform }: Pick<IndexChild, 'platform'>): boolean => platform.os !== 'unknown';

const byPlatform = (a: IndexChild, b: IndexChild): number => Number(runs(b)) - Number(runs(a)) || compare(platformText(a.platform), platformText(b.platform)) || compare(a.digest, b.digest);

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

function entry({ mediaType, digest, size, platform, annotations }: IndexChild): object {
  const { architecture, os, variant, 'os.version': version, 'os.features': features } = platform;
  return {
    mediaType,
    digest,
    size,
    platform: { architecture, os, ...(version !== undefined && { 'os.version': version }), ...(features !== undefined && { 'os.features': features }), ...(variant !== undefined && { variant }) },
    ...(annotations !== undefined && { annotations: inOrder(annotations) }),
  };
}

const inOrder = (annotations: Readonly<Record<string, string>>): Record<string, string> =>
  Object.fromEntries(Object.entries(annotations).sort(([a], [b]) => compare(a, b)));
