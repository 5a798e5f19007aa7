/** Reading an image manifest far enough to store it: what it refers to, how large it is. */
import { z } from 'zod';
import { isDigest } from '../../../shared/ecr/names';
import { ApiError } from '../api/api-error';

const descriptor = z.object({
  mediaType: z.string().optional(),
  digest: z.string().refine(isDigest),
  size: z.number().int().min(0),
});
const document = z.object({
  schemaVersion: z.literal(2),
  mediaType: z.string().optional(),
  artifactType: z.string().optional(),
  config: descriptor.optional(),
  layers: z.array(descriptor).optional(),
  manifests: z.array(descriptor).optional(),
  subject: descriptor.optional(),
});

export interface ManifestFacts {
  mediaType: string;
  artifactMediaType?: string;
  subject?: string;
  /** Digests of blobs (config first) and of child manifests; one of the two is empty. */
  blobs: string[];
  children: string[];
  /** Sum of the blobs' sizes as the manifest tells them. */
  blobBytes: number;
}

const OCI = 'application/vnd.oci.image';

/** @throws ApiError InvalidParameterException when it is no manifest that ECR takes. */
export function readManifest(text: string, sentMediaType?: string): ManifestFacts {
  const invalid = (): ApiError =>
    new ApiError(
      'InvalidParameterException',
      "Invalid parameter at 'ImageManifest' failed to satisfy constraint: 'Invalid JSON syntax'",
    );
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    throw invalid();
  }
  const parsed = document.safeParse(json);
  if (!parsed.success) throw invalid();
  const { config, layers, manifests, subject, artifactType, mediaType } = parsed.data;
  const isIndex = manifests !== undefined;
  if (isIndex === (config !== undefined)) throw invalid();
  if (mediaType !== undefined && sentMediaType !== undefined && mediaType !== sentMediaType)
    throw new ApiError(
      'InvalidParameterException',
      'The given media type differs from the one in the manifest.',
    );
  const artifactMediaType = artifactType ?? config?.mediaType;
  const blobs = config === undefined ? [] : [config, ...(layers ?? [])];
  return {
    mediaType: mediaType ?? sentMediaType ?? `${OCI}.${isIndex ? 'index' : 'manifest'}.v1+json`,
    ...(artifactMediaType !== undefined && { artifactMediaType }),
    ...(subject !== undefined && { subject: subject.digest }),
    blobs: blobs.map(({ digest }) => digest),
    children: (manifests ?? []).map(({ digest }) => digest),
    blobBytes: blobs.reduce((sum, { size }) => sum + size, 0),
  };
}

/** Digests of an index's children; none for an image. The text was checked when it was stored. */
export function childrenOf(image: { manifest: string }): string[] {
  return readManifest(Buffer.from(image.manifest, 'base64').toString('utf8')).children;
}
