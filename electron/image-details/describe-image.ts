import { DescribeImagesCommand } from '@aws-sdk/client-ecr';
import { isDigest } from '../../shared/ecr/names';
import type { Image } from '../../shared/model/image';
import type { RepositoryKey } from '../../shared/model/repository';
import { callEcr, strangeAnswer } from '../ecr/call-ecr';
import type { EcrClients } from '../ecr/ports';

const STORAGE = { ARCHIVED: 'archived', ACTIVATING: 'activating' } as const;

/** What ECR tells of one image, by tag or digest. @throws AppError, for instance `access-denied`. */
export async function describeImage(clients: EcrClients, key: RepositoryKey, image: string, signal: AbortSignal): Promise<Image> {
  const { imageDetails } = await callEcr(clients, { ...key, repository: key.name, operation: 'DescribeImages' }, (client) =>
    client.send(new DescribeImagesCommand({ repositoryName: key.name, imageIds: [isDigest(image) ? { imageDigest: image } : { imageTag: image }] }), { abortSignal: signal }),
  );
  const told = imageDetails?.[0];
  if (told?.imageDigest === undefined) throw strangeAnswer('DescribeImages');
  const storage = told.imageStatus === 'ARCHIVED' || told.imageStatus === 'ACTIVATING' ? STORAGE[told.imageStatus] : undefined;
  const findings = told.imageScanFindingsSummary?.findingSeverityCounts;
  return {
    digest: told.imageDigest,
    tags: told.imageTags ?? [],
    sizeBytes: told.imageSizeInBytes ?? 0,
    ...(told.imagePushedAt !== undefined && { pushedAt: told.imagePushedAt.toISOString() }),
    ...(told.lastRecordedPullTime !== undefined && { lastPulledAt: told.lastRecordedPullTime.toISOString() }),
    ...(told.imageManifestMediaType !== undefined && { mediaType: told.imageManifestMediaType }),
    ...(told.artifactMediaType !== undefined && { artifactType: told.artifactMediaType }),
    ...(findings !== undefined && { findings: { ...findings } }),
    ...(storage !== undefined && { storage }),
  };
}
