/** From a reference to the layers of one image, and the commands that made them. */
import { parseImageReference, manifestName } from '../../shared/ecr/image-reference';
import { AppError } from '../../shared/errors';
import type { ImageConfig } from '../../shared/model/image-detail';
import type { ContentFound, ContentOf } from '../../shared/model/content/layers';
import { readImageConfig } from '../image-details/parse/image-config';
import type { Descriptor } from '../registry/content';
import type { RegistryRepository } from '../registry/registry-client';
import { platformName } from '../transfer/content/choose-platform';
import { type Manifest, parseManifest } from '../transfer/content/manifest';
import { explained } from '../transfer/explained';
import type { RegistryAccess } from '../transfer/ports';

/** An image of which manifest and config are read. */
export interface OpenedImage {
  source: RegistryRepository;
  found: ContentFound;
  layers: Descriptor[];
  config: ImageConfig;
}

export interface OpenImagePorts {
  access: RegistryAccess;
  /** Of an index this platform is taken unless another is told; the first that runs where it has not this one. */
  ownPlatform: string;
}

/** A config that is larger is no config. */
const MOST_CONFIG = 8 * 1024 * 1024;

/** @throws AppError `image-not-found`, `unsupported` for what is no image, or what the registry fails with. */
export async function openImage({ access, ownPlatform }: OpenImagePorts, of: ContentOf, signal: AbortSignal): Promise<OpenedImage> {
  const reference = parseImageReference(of.reference);
  const { host, repository } = reference;
  return explained(access, () => of.profile, async () => {
    const source = (await access.client(host, of.profile)).repository(repository);
    const root = parseManifest(await source.manifest(manifestName(reference), signal));
    const platforms = root.kind === 'index' ? root.children.map(platformName).filter((name): name is string => name !== undefined && !name.startsWith('unknown/')) : [];
    const image = await imageOf({ source, root, wanted: of.platform, ownPlatform, signal });
    const config = readImageConfig(await configText(source, image.config, signal));
    const platform = config.platform ?? of.platform;
    const found: ContentFound = { digest: root.raw.digest, imageDigest: image.raw.digest, platforms, ...(platform !== undefined && { platform }) };
    return { source, found, layers: image.layers, config };
  });
}

interface Wanted {
  source: RegistryRepository;
  root: Manifest;
  wanted: string | undefined;
  ownPlatform: string;
  signal: AbortSignal;
}

async function imageOf({ source, root, wanted, ownPlatform, signal }: Wanted): Promise<Manifest & { kind: 'image' }> {
  if (root.kind === 'image') return root;
  const runnable = root.children.filter((child) => platformName(child)?.startsWith('unknown/') !== true);
  const named = (platform: string): Descriptor | undefined =>
    runnable.find((child) => platformName(child) === platform) ?? runnable.find((child) => platformName(child)?.startsWith(`${platform}/`) === true);
  const child = wanted === undefined ? (named(ownPlatform) ?? runnable[0]) : named(wanted);
  const chosen = child === undefined ? undefined : parseManifest(await source.manifest(child.digest, signal));
  if (chosen?.kind === 'image') return chosen;
  const names = runnable.map(platformName).filter((name) => name !== undefined);
  throw new AppError('image-not-found', wanted === undefined ? 'The index has no image that can be read.' : `The image has no platform ${wanted}.`, {
    hint: names.length === 0 ? 'Choose another image.' : `Choose one of ${names.join(', ')}.`,
  });
}

/** Artifacts have anything for a config; what cannot be read counts as an empty one. */
async function configText(source: RegistryRepository, config: Descriptor, signal: AbortSignal): Promise<string> {
  if (config.size > MOST_CONFIG || !config.mediaType.endsWith('json')) return '{}';
  const chunks: Buffer[] = [];
  // The buffer that a sink is given is used again for the next read: hence the copies.
  await source.read(config, (bytes) => void chunks.push(Buffer.from(bytes)), { signal });
  return Buffer.concat(chunks).toString('utf8');
}
