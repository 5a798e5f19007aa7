/** Reading manifests: Docker schema 2 and list, OCI manifest and index. They come from strangers. */
import { z } from 'zod';
import { isDigest } from '../../../shared/ecr/names';
import { AppError } from '../../../shared/errors';
import type { Descriptor, RawManifest } from '../../registry/content';
import { DOCKER_LIST, DOCKER_MANIFEST, isIndexType, OCI_INDEX, OCI_MANIFEST } from '../../registry/media-types';

const DescriptorJson = z.object({
  mediaType: z.string(),
  digest: z.string().refine(isDigest),
  size: z.number().int().min(0),
  platform: z.object({ os: z.string(), architecture: z.string(), variant: z.string().optional() }).optional(),
});
const ImageJson = z.object({ config: DescriptorJson, layers: z.array(DescriptorJson).max(10_000) });
const IndexJson = z.object({ manifests: z.array(DescriptorJson).max(1000) });

export type Manifest =
  | { kind: 'image'; raw: RawManifest; config: Descriptor; layers: Descriptor[] }
  | { kind: 'index'; raw: RawManifest; children: Descriptor[] };

/** @throws AppError `unsupported` for another kind of manifest, `registry-failed` for one that is malformed. */
export function parseManifest(received: RawManifest): Manifest {
  const json = parseJson(received.bytes);
  const mediaType = mediaTypeOf(received.mediaType, json);
  const raw = { ...received, mediaType };
  if (isIndexType(mediaType)) {
    const index = IndexJson.safeParse(json);
    if (index.success) return { kind: 'index', raw, children: index.data.manifests.map(tidy) };
  } else if (mediaType === OCI_MANIFEST || mediaType === DOCKER_MANIFEST) {
    const image = ImageJson.safeParse(json);
    if (image.success) return { kind: 'image', raw, config: tidy(image.data.config), layers: image.data.layers.map(tidy) };
  } else {
    throw new AppError('unsupported', `Berth cannot read images of the kind “${mediaType.slice(0, 100)}”.`, { hint: 'Push the image again with a current Docker.' });
  }
  throw new AppError('registry-failed', `The manifest ${received.digest.slice(7, 19)} is malformed.`, { hint: 'Push the image again.' });
}

/** Layers that may not be distributed (Windows base layers) stay where their URLs say. */
export const isForeign = ({ mediaType }: Descriptor): boolean => /foreign|nondistributable/.test(mediaType);

/** What the registry says, or, where it says nothing useful, what the manifest says of itself. */
function mediaTypeOf(said: string, json: unknown): string {
  if ([OCI_INDEX, OCI_MANIFEST, DOCKER_LIST, DOCKER_MANIFEST].includes(said)) return said;
  const own = z.object({ mediaType: z.string() }).safeParse(json).data?.mediaType;
  if (own !== undefined) return own;
  if (IndexJson.safeParse(json).success) return OCI_INDEX;
  return ImageJson.safeParse(json).success ? OCI_MANIFEST : said;
}

function tidy({ platform, ...rest }: z.infer<typeof DescriptorJson>): Descriptor {
  if (platform === undefined) return rest;
  const { variant, ...base } = platform;
  return { ...rest, platform: { ...base, ...(variant !== undefined && { variant }) } };
}

function parseJson(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString('utf8'));
  } catch {
    return undefined;
  }
}
