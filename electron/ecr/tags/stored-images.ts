/** Manifests as a repository holds them: exact bytes, for work on tags that pulls nothing. */
import { createHash } from 'node:crypto';
import { BatchGetImageCommand, type ImageIdentifier } from '@aws-sdk/client-ecr';
import { isDigest } from '../../../shared/ecr/names';
import { AppError } from '../../../shared/errors';
import type { RepositoryKey } from '../../../shared/model/repository';
import { MANIFEST_TYPES } from '../../registry/media-types';
import { callEcr } from '../call-ecr';
import type { EcrClients } from '../ports';

/** A manifest of a repository; `text` is what was pushed, to the byte (a manifest is UTF-8). */
export interface StoredImage {
  digest: string;
  mediaType: string;
  text: string;
  /** Bytes of the text. */
  size: number;
}

/** The most that BatchGetImage takes at once. */
const BATCH = 100;
/** Artifacts of before OCI 1.1 are tagged like images. */
const ACCEPTED = [...MANIFEST_TYPES, 'application/vnd.oci.artifact.manifest.v1+json'];

/**
 * Images by the names they were asked for (tag or digest); what the repository does not have is left out. All media types are
 * accepted in the request, because ECR converts a manifest for a reader who does not take what it has.
 * @throws AppError; `digest-mismatch` when ECR hands out other bytes than a digest promises.
 */
export async function storedImages(clients: EcrClients, key: RepositoryKey, names: readonly string[]): Promise<Map<string, StoredImage>> {
  const call = { ...key, repository: key.name, operation: 'BatchGetImage' };
  const found = new Map<string, StoredImage>();
  for (let start = 0; start < names.length; start += BATCH) {
    const imageIds = names.slice(start, start + BATCH).map(imageId);
    const { images = [] } = await callEcr(clients, call, (client) =>
      client.send(new BatchGetImageCommand({ repositoryName: key.name, imageIds, acceptedMediaTypes: ACCEPTED })),
    );
    for (const { imageId: id, imageManifest: text, imageManifestMediaType } of images) {
      if (text === undefined || id?.imageDigest === undefined) continue;
      const image = { digest: id.imageDigest, mediaType: imageManifestMediaType ?? ownMediaType(text), text, size: Buffer.byteLength(text) };
      if (digestOfText(text) !== image.digest) throw otherBytes(key, image.digest);
      found.set(image.digest, image);
      if (id.imageTag !== undefined) found.set(id.imageTag, image);
    }
  }
  return found;
}

/** One image. @throws AppError `image-not-found`. */
export async function storedImage(clients: EcrClients, key: RepositoryKey, name: string): Promise<StoredImage> {
  return (await storedImages(clients, key, [name])).get(name) ?? noImage(key, name);
}

/** @throws AppError `image-not-found`, always. */
export function noImage({ name }: RepositoryKey, image: string): never {
  throw new AppError('image-not-found', `The repository ${name} has no image ${image.slice(0, 140)}.`, { hint: 'It may have been deleted; look at the list again.' });
}

export const digestOfText = (text: string): string => `sha256:${createHash('sha256').update(text, 'utf8').digest('hex')}`;

const imageId = (name: string): ImageIdentifier => (isDigest(name) ? { imageDigest: name } : { imageTag: name });

function ownMediaType(text: string): string {
  try {
    const json = JSON.parse(text) as { mediaType?: unknown } | null;
    return typeof json?.mediaType === 'string' ? json.mediaType : '';
  } catch {
    return '';
  }
}

const otherBytes = ({ name }: RepositoryKey, digest: string): AppError =>
  new AppError('digest-mismatch', `ECR answers with another manifest than ${digest.slice(7, 19)} of ${name}.`, { hint: 'Try again; if it stays so, push the image again.' });
