import { parseImageReference, type ImageReference } from '../../shared/ecr/image-reference';
import { parseRegistryHost } from '../../shared/ecr/registry-host';
import type { ImageUse } from '../../shared/model/image-use';
import { isSameRegistry } from '../ecr/registry-place';
import type { UsedImage } from './used-images';

/** Images whose uses are looked for. */
export interface AskedImages {
  /** Registry host of their repository. */
  host: string;
  name: string;
  images: readonly { digest: string; tags: readonly string[] }[];
}

/**
 * Which of `used` use one of the images. Somebody who runs one digest and names a tag that has moved on to another uses both: what
 * runs now, and what would be started next.
 */
export function matchUses({ host, name, images }: AskedImages, used: readonly UsedImage[]): ImageUse[] {
  const byDigest = new Set(images.map(({ digest }) => digest));
  const byTag = new Map(images.flatMap(({ digest, tags }) => tags.map((tag) => [tag, digest] as const)));
  return used.flatMap(({ by, reference, digest, what, running }) => {
    const named = readReference(reference);
    if (named === undefined || !isOf(named, { host, name })) return [];
    const tag = named.digest === undefined ? (named.tag ?? 'latest') : undefined;
    const resolved = named.digest ?? digest;
    const use = { by, what, ...(tag !== undefined && { tag }) };
    const uses: ImageUse[] = [];
    if (resolved !== undefined && byDigest.has(resolved)) uses.push({ ...use, digest: resolved, running });
    const tagged = tag === undefined ? undefined : byTag.get(tag);
    // What it runs is known to be another image: this one is what it would start next.
    if (tagged !== undefined && tagged !== resolved) uses.push({ ...use, digest: tagged, running: running && resolved === undefined });
    return uses;
  });
}

/** Undefined for what is no reference: configurations of strangers hold anything. */
function readReference(text: string): ImageReference | undefined {
  try {
    return parseImageReference(text);
  } catch {
    return undefined;
  }
}

/** A public repository's references have the registry's alias before its name. */
function isOf(reference: ImageReference, { host, name }: { host: string; name: string }): boolean {
  if (!isSameRegistry(reference.host, host)) return false;
  if (parseRegistryHost(host).kind === 'public') return reference.repository.replace(/^[^/]+\//, '') === name;
  return reference.repository === name;
}
