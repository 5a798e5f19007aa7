import type { ChangeOf as Of } from '../../model/changes/change';
import type { RepositoryKey } from '../../model/repository';
import { awsLine, type CliFacts } from './aws-line';

/** The most images that BatchDeleteImage takes. */
export const DELETE_BATCH = 100;

const byDigest = (digest: string): string => `imageDigest=${digest}`;

/** AWS's own recipe: read the manifest, put it back under the tag; the digest told makes ECR refuse any other bytes. */
export function setTagLines({ repository, digest, tag }: Of<'set-tag'>, facts: CliFacts): string[] {
  const read = awsLine('batch-get-image', {
    repository,
    facts,
    options: [['repository-name', repository.name], ['image-ids', byDigest(digest)], ['query', 'images[0].imageManifest'], ['output', 'text']],
  });
  const put = awsLine('put-image', { repository, facts, options: [['repository-name', repository.name], ['image-tag', tag], ['image-digest', digest]] });
  return [`${put} --image-manifest "$(${read})"`];
}

/** The index as Berth wrote it, to the byte; nothing before it is known. */
export function composeIndexLines({ repository, tag }: Of<'compose-index'>, facts: CliFacts): string[] {
  if (facts.manifest === undefined) return [];
  return [awsLine('put-image', { repository, facts, options: [['repository-name', repository.name], ['image-tag', tag], ['image-manifest', facts.manifest]] })];
}

export const removeTagLines = ({ repository, tag }: Of<'remove-tag'>, facts: CliFacts): string[] => [
  awsLine('batch-delete-image', { repository, facts, options: [['repository-name', repository.name], ['image-ids', `imageTag=${tag}`]] }),
];

/** One command for each batch, in the order that ECR needs. */
export function deleteImagesLines({ repository, images }: Of<'delete-images'>, facts: CliFacts): string[] {
  const batches = facts.batches ?? batched(images.map(({ digest }) => digest));
  return batches.map((digests) => awsLine('batch-delete-image', { repository, facts, options: [['repository-name', repository.name], ['image-ids', digests.map(byDigest)]] }));
}

/** ECR takes one image a call. */
export const storageLines = ({ kind, repository, images }: Of<'archive-images' | 'restore-images'>, facts: CliFacts): string[] =>
  images.map(({ digest }) => storageLine({ repository, digest, to: kind === 'archive-images' ? 'ARCHIVE' : 'STANDARD' }, facts));

const storageLine = ({ repository, digest, to }: { repository: RepositoryKey; digest: string; to: string }, facts: CliFacts): string =>
  awsLine('update-image-storage-class', { repository, facts, options: [['repository-name', repository.name], ['image-id', byDigest(digest)], ['target-storage-class', to]] });

/** In runs of as many as BatchDeleteImage takes. */
export function batched<T>(all: readonly T[], size = DELETE_BATCH): T[][] {
  return Array.from({ length: Math.ceil(all.length / size) }, (_, index) => all.slice(index * size, (index + 1) * size));
}
