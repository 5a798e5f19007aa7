import { AppError } from '../../../shared/errors';
import type { ContentSource, Descriptor, RawManifest } from '../../registry/content';
import { type Manifest, parseManifest } from './manifest';

/** `linux/arm64/v8` of a descriptor, or undefined when it says nothing. */
export const platformName = ({ platform }: Descriptor): string | undefined =>
  platform === undefined ? undefined : [platform.os, platform.architecture, platform.variant].filter((part) => part !== undefined && part !== '').join('/');

/**
 * The one image of `root` for `platform`; an index is entered, an image taken as it is.
 * @throws AppError `image-not-found`, naming the platforms that are there.
 */
export async function chooseImage(
  { source, root, platform, signal }: { source: ContentSource; root: RawManifest; platform: string; signal: AbortSignal },
): Promise<Manifest & { kind: 'image' }> {
  const manifest = parseManifest(root);
  if (manifest.kind === 'image') return manifest;
  const fits = (name: string | undefined): boolean => name === platform || name?.startsWith(`${platform}/`) === true;
  const child = manifest.children.find((each) => platformName(each) === platform) ?? manifest.children.find((each) => fits(platformName(each)));
  const chosen = child === undefined ? undefined : parseManifest(await source.manifest(child.digest, signal));
  if (chosen?.kind === 'image') return chosen;
  const names = manifest.children.map(platformName).filter((name) => name !== undefined && name !== 'unknown/unknown');
  throw new AppError('image-not-found', `The image has no platform ${platform}.`, { hint: names.length === 0 ? 'Choose another image.' : `Choose one of ${names.join(', ')}.` });
}
