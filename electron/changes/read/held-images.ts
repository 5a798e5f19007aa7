import { paginateDescribeImages, type ImageDetail } from '@aws-sdk/client-ecr';
import type { RepositoryKey } from '../../../shared/model/repository';
import { asEcrError } from '../../ecr/call-ecr';
import type { EcrClients } from '../../ecr/ports';

/** An image of a private repository as changes look at it; times are epoch milliseconds. */
export interface HeldImage {
  digest: string;
  tags: string[];
  sizeBytes: number;
  pushedAt: number;
  lastPulledAt?: number;
  archivedAt?: number;
  activatedAt?: number;
  mediaType?: string;
}

/** All images of a repository, archived ones too: DescribeImages leaves those out unless asked (API reference, `imageStatus`). @throws AppError. */
export async function heldImages(clients: EcrClients, key: RepositoryKey, signal: AbortSignal): Promise<HeldImage[]> {
  const images: HeldImage[] = [];
  try {
    const client = await clients.ecr(key.profile, key.region);
    const input = { repositoryName: key.name, filter: { imageStatus: 'ANY' as const } };
    for await (const { imageDetails = [] } of paginateDescribeImages({ client, pageSize: 1000, stopOnSameToken: true }, input, { abortSignal: signal }))
      images.push(...imageDetails.flatMap((detail) => held(detail) ?? []));
  } catch (thrown) {
    throw asEcrError(thrown, { ...key, repository: key.name, operation: 'DescribeImages' });
  }
  return images;
}

function held({ imageDigest: digest, imageTags = [], imageSizeInBytes = 0, imagePushedAt, lastRecordedPullTime, lastArchivedAt, lastActivatedAt, imageStatus, imageManifestMediaType }: ImageDetail): HeldImage | undefined {
  if (digest === undefined) return undefined;
  const isArchived = imageStatus === 'ARCHIVED' || imageStatus === 'ACTIVATING';
  return {
    digest,
    tags: imageTags,
    sizeBytes: imageSizeInBytes,
    pushedAt: imagePushedAt?.getTime() ?? 0,
    ...(lastRecordedPullTime !== undefined && { lastPulledAt: lastRecordedPullTime.getTime() }),
    ...(isArchived && { archivedAt: lastArchivedAt?.getTime() ?? 0 }),
    ...(lastActivatedAt !== undefined && { activatedAt: lastActivatedAt.getTime() }),
    ...(imageManifestMediaType !== undefined && { mediaType: imageManifestMediaType }),
  };
}
