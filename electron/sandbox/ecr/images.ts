/** DescribeImages, ListImages, BatchGetImage, ListImageReferrers. */
import { z } from 'zod';
import { invalidParameter } from '../api/api-error';
import { operation, type OperationTable } from '../api/operation';
import { page } from '../api/page';
import { describeEstateImage, imagePage } from '../estate/estate-pages';
import type { ImageState, RegistryState, RepositoryState } from '../state';
import type { EcrCall } from './ecr-call';
import {
  imageIds,
  maxResults,
  nextToken,
  onRepository,
  paged,
  seconds,
  tagStatus,
  type ImageId,
} from './fields';
import { describeStorage, imageStatus, type ImageStatus } from './storage-class';
import { findImage, isFailure, requireImage, tagsOf, type ImageFailure } from './image-lookup';

const filter = z
  .object({ tagStatus, imageStatus: z.enum(['ACTIVE', 'ARCHIVED', 'ACTIVATING', 'ANY']).optional() })
  .optional();
type Filter = z.output<typeof filter>;

/** Without a filter only active images are told (API reference). */
const wanted = (image: { tagged: boolean; status: ImageStatus }, by: Filter): boolean => {
  if (by?.imageStatus !== 'ANY' && image.status !== (by?.imageStatus ?? 'ACTIVE')) return false;
  return (
    by?.tagStatus === undefined || by.tagStatus === 'ANY' || (by.tagStatus === 'TAGGED') === image.tagged
  );
};

/** Tags by digest, read once: a repository may hold many thousand images. */
function tagsByDigest(repository: RepositoryState): Map<string, string[]> {
  const tags = new Map<string, string[]>();
  for (const [tag, digest] of Object.entries(repository.tags))
    tags.set(digest, [...(tags.get(digest) ?? []), tag]);
  return tags;
}

function describeImage(
  image: ImageState,
  names: { registry: RegistryState; repository: RepositoryState; tags: string[]; now: number },
): object {
  return {
    registryId: names.registry.accountId,
    repositoryName: names.repository.name,
    imageDigest: image.digest,
    ...(names.tags.length > 0 && { imageTags: names.tags }),
    imageSizeInBytes: image.sizeBytes,
    imagePushedAt: seconds(image.pushedAt),
    ...(image.findings !== undefined && {
      imageScanStatus: { status: 'COMPLETE', description: 'The scan was completed successfully.' },
      imageScanFindingsSummary: {
        imageScanCompletedAt: seconds(image.findings.scannedAt),
        vulnerabilitySourceUpdatedAt: seconds(image.findings.scannedAt),
        findingSeverityCounts: image.findings.severityCounts,
      },
    }),
    imageManifestMediaType: image.mediaType,
    ...(image.artifactMediaType !== undefined && { artifactMediaType: image.artifactMediaType }),
    ...(image.lastPulledAt !== undefined && { lastRecordedPullTime: seconds(image.lastPulledAt) }),
    ...(image.subject !== undefined && { subjectManifestDigest: image.subject }),
    ...describeStorage(image, names.now),
  };
}

const describeImages = operation({
  action: 'ecr:DescribeImages',
  input: onRepository.extend({ imageIds: imageIds.optional(), nextToken, maxResults, filter }),
  handle(input, call: EcrCall) {
    const plain = input.imageIds === undefined && (input.filter?.tagStatus ?? 'ANY') === 'ANY' && (input.filter?.imageStatus ?? 'ANY') === 'ANY' ? call.estateRepository(input) : undefined;
    if (plain !== undefined) {
      const { items: made, ...next } = imagePage(plain.estate, plain.at, input);
      return { imageDetails: made.map((image) => describeEstateImage(plain.registry, plain.at, image)), ...next };
    }
    const { registry, repository } = call.repository(input);
    if (input.imageIds !== undefined) {
      if (input.maxResults !== undefined || input.nextToken !== undefined)
        throw invalidParameter('maxResults', 'cannot be used together with imageIds');
      const found = new Set(input.imageIds.map((id) => requireImage(registry, repository, id)));
      return {
        imageDetails: [...found].map((image) =>
          describeImage(image, { registry, repository, tags: tagsOf(repository, image.digest), now: call.now() }),
        ),
      };
    }
    const tags = tagsByDigest(repository);
    const { items, ...more } = page({
      items: Object.values(repository.images).filter((image) =>
        wanted({ tagged: tags.has(image.digest), status: imageStatus(image, call.now()) }, input.filter),
      ),
      keyOf: (image) => image.digest,
      question: ['DescribeImages', registry.accountId, repository.name, input.filter],
      nextToken: input.nextToken,
      maxResults: input.maxResults,
    });
    return {
      imageDetails: items.map((image) =>
        describeImage(image, { registry, repository, tags: tags.get(image.digest) ?? [], now: call.now() }),
      ),
      ...more,
    };
  },
});

const listImages = operation({
  action: 'ecr:ListImages',
  input: onRepository.merge(paged).extend({ filter }),
  handle(input, call: EcrCall) {
    const { registry, repository } = call.repository(input);
    const tags = tagsByDigest(repository);
    const statusOf = (digest = ''): ImageStatus => imageStatus(repository.images[digest] ?? {}, call.now());
    const ids = Object.keys(repository.images).flatMap((imageDigest): ImageId[] => {
      const own = tags.get(imageDigest);
      return own === undefined ? [{ imageDigest }] : own.map((imageTag) => ({ imageDigest, imageTag }));
    });
    const { items, ...more } = page({
      items: ids.filter((id) => wanted({ tagged: id.imageTag !== undefined, status: statusOf(id.imageDigest) }, input.filter)),
      keyOf: (id) => `${id.imageDigest} ${id.imageTag ?? ''}`,
      question: ['ListImages', registry.accountId, repository.name, input.filter],
      nextToken: input.nextToken,
      maxResults: input.maxResults,
    });
    return { imageIds: items, ...more };
  },
});

/** An image as BatchGetImage and PutImage answer it: the manifest's text is the very bytes pushed. */
export function imageAnswer(
  image: ImageState,
  names: { registry: RegistryState; repository: RepositoryState; tag?: string | undefined },
): object {
  return {
    registryId: names.registry.accountId,
    repositoryName: names.repository.name,
    imageId: { imageDigest: image.digest, ...(names.tag !== undefined && { imageTag: names.tag }) },
    imageManifest: Buffer.from(image.manifest, 'base64').toString('utf8'),
    imageManifestMediaType: image.mediaType,
  };
}

const batchGetImage = operation({
  action: 'ecr:BatchGetImage',
  input: onRepository.extend({
    imageIds,
    acceptedMediaTypes: z.array(z.string()).min(1).max(100).optional(),
  }),
  handle(input, call: EcrCall) {
    const { registry, repository } = call.repository(input);
    const images: object[] = [];
    const failures: ImageFailure[] = [];
    for (const id of input.imageIds) {
      const found = findImage(repository, id);
      if (isFailure(found)) failures.push(found);
      else if (imageStatus(found, call.now()) !== 'ACTIVE')
        failures.push({ imageId: id, failureCode: 'ImageInaccessible', failureReason: 'The image is archived; restore it to pull it.' });
      else {
        found.lastPulledAt = call.now();
        images.push(imageAnswer(found, { registry, repository, tag: id.imageTag }));
      }
    }
    if (images.length > 0) call.changed();
    return { images, failures };
  },
});

const listImageReferrers = operation({
  action: 'ecr:ListImageReferrers',
  input: onRepository.extend({
    subjectId: z.object({ imageDigest: z.string() }),
    filter: z.object({ artifactTypes: z.array(z.string()).max(5).optional() }).optional(),
    nextToken,
    maxResults: z.number().int().min(1).max(50).optional(),
  }),
  handle(input, call: EcrCall) {
    const { registry, repository } = call.repository(input);
    requireImage(registry, repository, input.subjectId);
    const types = input.filter?.artifactTypes ?? [];
    const { items, ...more } = page({
      items: Object.values(repository.images).filter(
        (image) =>
          image.subject === input.subjectId.imageDigest &&
          (types.length === 0 || types.includes(image.artifactMediaType ?? '')),
      ),
      keyOf: (image) => image.digest,
      question: [
        'ListImageReferrers',
        registry.accountId,
        repository.name,
        input.subjectId.imageDigest,
        types,
      ],
      nextToken: input.nextToken,
      maxResults: input.maxResults,
      defaultSize: 50,
    });
    return {
      referrers: items.map((image) => ({
        digest: image.digest,
        mediaType: image.mediaType,
        ...(image.artifactMediaType !== undefined && { artifactType: image.artifactMediaType }),
        size: Buffer.from(image.manifest, 'base64').length,
        artifactStatus: 'ACTIVE',
      })),
      ...more,
    };
  },
});

export const imageOperations: OperationTable<EcrCall> = {
  DescribeImages: describeImages,
  ListImages: listImages,
  BatchGetImage: batchGetImage,
  ListImageReferrers: listImageReferrers,
};
