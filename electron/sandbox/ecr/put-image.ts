/** PutImage: quotas, immutability, presence of everything referred to; then the image and its tag. */
import { createHash } from 'node:crypto';
import { z } from 'zod';
import { matchesPattern } from '../../../shared/ecr/wildcard';
import { isTag } from '../../../shared/ecr/names';
import { ApiError, invalidParameter, limitExceeded } from '../api/api-error';
import { operation, type OperationTable } from '../api/operation';
import type { ImageState, RepositoryState } from '../state';
import type { EcrCall } from './ecr-call';
import { onRepository } from './fields';
import { tagsOf } from './image-lookup';
import { imageAnswer } from './images';
import { readManifest, type ManifestFacts } from './manifest';

const MANIFEST_BYTES = 4_194_304;
const TAGS_PER_IMAGE = 1_000;
const IMAGES_PER_REPOSITORY = 100_000;

/** Whether `tag` may not be moved here: the setting, turned round for tags that an exclusion filter names. */
export function isImmutableTag(repository: RepositoryState, tag: string): boolean {
  const excluded = repository.exclusionFilters.some(({ filter }) => matchesPattern(filter, tag));
  return repository.mutability.startsWith('IMMUTABLE') !== excluded;
}

function checkReferences(repository: RepositoryState, facts: ManifestFacts): void {
  const layers = new Set(repository.layers);
  const missing = facts.blobs.filter((digest) => !layers.has(digest));
  if (missing.length > 0)
    throw new ApiError(
      'LayersNotFoundException',
      `Required layers with the following digests do not exist: ${missing.join(', ')}`,
    );
  const absent = facts.children.filter((digest) => repository.images[digest] === undefined);
  if (absent.length > 0)
    throw new ApiError(
      'ReferencedImagesNotFoundException',
      `Images with digests '[${absent.join(', ')}]' required for pushing image into repository with name '${repository.name}' do not exist`,
    );
}

/** Checks the tag against the repository. @throws ApiError when it is taken for good, or is already on the image. */
function checkTag(
  repository: RepositoryState,
  put: { digest: string; tag: string | undefined; accountId: string },
): void {
  const { digest, tag, accountId } = put;
  const where = `in the repository with name '${repository.name}' in registry with id '${accountId}'`;
  const current = tag !== undefined && Object.hasOwn(repository.tags, tag) ? repository.tags[tag] : undefined;
  if (repository.images[digest] !== undefined && (tag === undefined || current === digest))
    throw new ApiError(
      'ImageAlreadyExistsException',
      `Image with digest '${digest}' and tag '${tag ?? 'null'}' already exists ${where}`,
    );
  if (tag === undefined || current === digest) return;
  if (current !== undefined && isImmutableTag(repository, tag))
    throw new ApiError(
      'ImageTagAlreadyExistsException',
      `The image tag '${tag}' already exists ${where} and cannot be overwritten because the tag is immutable.`,
    );
  if (tagsOf(repository, digest).length >= TAGS_PER_IMAGE)
    throw limitExceeded(`The image with digest '${digest}' already has ${TAGS_PER_IMAGE} tags.`);
}

/** Stores a manifest, and tags it. Nothing is changed when it throws. */
export function storeImage(
  repository: RepositoryState,
  put: {
    manifest: string;
    mediaType?: string | undefined;
    tag: string | undefined;
    digest?: string | undefined;
    accountId: string;
    now: number;
  },
): ImageState {
  const bytes = Buffer.from(put.manifest, 'utf8');
  if (bytes.length > MANIFEST_BYTES)
    throw invalidParameter(
      'imageManifest',
      `Member must have length less than or equal to ${MANIFEST_BYTES}`,
    );
  const digest = `sha256:${createHash('sha256').update(bytes).digest('hex')}`;
  if (put.digest !== undefined && put.digest !== digest)
    throw new ApiError(
      'ImageDigestDoesNotMatchException',
      `The image digest '${put.digest}' does not match the manifest, which has '${digest}'.`,
    );
  if (put.tag !== undefined && !isTag(put.tag)) throw invalidParameter('imageTag', 'Invalid image tag');
  const facts = readManifest(put.manifest, put.mediaType);
  checkTag(repository, { digest, tag: put.tag, accountId: put.accountId });
  checkReferences(repository, facts);
  const known = repository.images[digest];
  if (known === undefined && Object.keys(repository.images).length >= IMAGES_PER_REPOSITORY)
    throw limitExceeded(
      `The repository with name '${repository.name}' already has ${IMAGES_PER_REPOSITORY} images.`,
    );
  const image: ImageState = known ?? {
    digest,
    mediaType: facts.mediaType,
    ...(facts.artifactMediaType !== undefined && { artifactMediaType: facts.artifactMediaType }),
    ...(facts.subject !== undefined && { subject: facts.subject }),
    manifest: bytes.toString('base64'),
    sizeBytes: Math.max(
      facts.blobBytes,
      ...facts.children.map((child) => repository.images[child]?.sizeBytes ?? 0),
    ),
    pushedAt: put.now,
  };
  repository.images[digest] = image;
  if (put.tag !== undefined) repository.tags[put.tag] = digest;
  return image;
}

export const putImageOperations: OperationTable<EcrCall> = {
  PutImage: operation({
    action: 'ecr:PutImage',
    input: onRepository.extend({
      imageManifest: z.string().min(1),
      imageManifestMediaType: z.string().optional(),
      imageTag: z.string().min(1).max(300).optional(),
      imageDigest: z.string().optional(),
    }),
    handle(input, call: EcrCall) {
      const { registry, repository } = call.repository(input);
      const image = storeImage(repository, {
        manifest: input.imageManifest,
        mediaType: input.imageManifestMediaType,
        tag: input.imageTag,
        digest: input.imageDigest,
        accountId: registry.accountId,
        now: call.now(),
      });
      call.changed();
      return { image: imageAnswer(image, { registry, repository, tag: input.imageTag }) };
    },
  }),
};
