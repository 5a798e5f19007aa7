import { AppError } from '../../../shared/errors';
import type { Descriptor, RawManifest } from '../../registry/content';
import { DOCKER_CONFIG, DOCKER_LAYER_GZIP, DOCKER_MANIFEST, OCI_MANIFEST } from '../../registry/media-types';
import { digestOf } from '../../registry/registry-client';
import type { Compression } from '../archive/compression';

const OCI_CONFIG = 'application/vnd.oci.image.config.v1+json';
const OCI_LAYER = 'application/vnd.oci.image.layer.v1.tar';

/** A layer of an image that is being made, and how it is compressed. */
export interface MadeLayer extends Pick<Descriptor, 'digest' | 'size'> {
  compression: Compression;
}

/** How a known layer's media type says it is compressed. */
export const compressionOfType = (mediaType: string): Compression => (mediaType.endsWith('zstd') ? 'zstd' : mediaType.endsWith('gzip') ? 'gzip' : 'none');

export const layerType = (compression: Compression): string => (compression === 'gzip' ? DOCKER_LAYER_GZIP : compression === 'zstd' ? `${OCI_LAYER}+zstd` : OCI_LAYER);

/** The manifest of an image: Docker's form, as `docker push` writes it; OCI's where a layer is of a kind that Docker's has no name for. */
export function imageManifest(config: Buffer, layers: readonly MadeLayer[]): RawManifest & { config: Descriptor } {
  const docker = layers.every(({ compression }) => compression === 'gzip');
  const mediaType = docker ? DOCKER_MANIFEST : OCI_MANIFEST;
  const configured = { mediaType: docker ? DOCKER_CONFIG : OCI_CONFIG, size: config.byteLength, digest: digestOf(config) };
  const typeOf = ({ compression }: MadeLayer): string => (docker ? DOCKER_LAYER_GZIP : `${OCI_LAYER}${compression === 'none' ? '' : `+${compression}`}`);
  const described = layers.map((layer) => ({ mediaType: typeOf(layer), size: layer.size, digest: layer.digest }));
  const bytes = Buffer.from(JSON.stringify({ schemaVersion: 2, mediaType, config: configured, layers: described }));
  return { mediaType, digest: digestOf(bytes), bytes, config: configured };
}

/** The configuration with these labels on top of its own. @throws AppError `file-malformed`. */
export function withLabels(config: Buffer, labels: Readonly<Record<string, string>> | undefined): Buffer {
  if (labels === undefined || Object.keys(labels).length === 0) return config;
  const image = asObject(JSON.parse(config.toString('utf8')));
  const run = asObject(image.config ?? {});
  return Buffer.from(JSON.stringify({ ...image, config: { ...run, Labels: { ...asObject(run.Labels ?? {}), ...labels } } }));
}

function asObject(value: unknown): Record<string, unknown> {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Record<string, unknown>;
  throw new AppError('file-malformed', 'The image’s configuration is damaged.', { hint: 'Build the image again.' });
}
