import { paginateDescribeImages, type ImageDetail } from '@aws-sdk/client-ecr';
import type { Image } from '../../../shared/model/image';
import type { RepositoryKey } from '../../../shared/model/repository';
import { asEcrError, strangeAnswer, type EcrCall } from '../call-ecr';
import type { EcrClients } from '../ports';

/** The most that DescribeImages hands out at once (API reference, `maxResults`). */
const PAGE_SIZE = 1000;

/**
 * All images of a repository (of another account's registry where `registryId` says so; with a tag alone where `tagged`; archived ones too where `archived`), page by
 * page, as DescribeImages tells them: without platforms. @throws AppError.
 */
export async function* listImages(
  clients: EcrClients,
  { registryId, tagged, archived, ...key }: RepositoryKey & { registryId?: string; tagged?: boolean; archived?: boolean },
  signal?: AbortSignal,
): AsyncGenerator<Image[], void, void> {
  const call: EcrCall = { ...key, repository: key.name, operation: 'DescribeImages' };
  try {
    const client = await clients.ecr(key.profile, key.region);
    const config = { client, pageSize: PAGE_SIZE, stopOnSameToken: true };
    for await (const page of paginateDescribeImages(
      config,
      { repositoryName: key.name, ...(registryId !== undefined && { registryId }), filter: { ...(tagged === true && { tagStatus: 'TAGGED' as const }), ...(archived === true && { imageStatus: 'ANY' as const }) } },
      { abortSignal: signal },
    )) {
      if (page.imageDetails === undefined) throw strangeAnswer(call.operation);
      yield page.imageDetails.map(imageOf);
    }
  } catch (thrown) {
    throw asEcrError(thrown, call);
  }
}

function imageOf(detail: ImageDetail): Image {
  if (!detail.imageDigest) throw strangeAnswer('DescribeImages');
  const { imageManifestMediaType, artifactMediaType, imagePushedAt, lastRecordedPullTime } = detail;
  const findings = detail.imageScanFindingsSummary?.findingSeverityCounts;
  return {
    digest: detail.imageDigest,
    tags: detail.imageTags ?? [],
    sizeBytes: detail.imageSizeInBytes ?? 0,
    ...(imagePushedAt !== undefined && { pushedAt: imagePushedAt.toISOString() }),
    ...(lastRecordedPullTime !== undefined && { lastPulledAt: lastRecordedPullTime.toISOString() }),
    ...(imageManifestMediaType !== undefined && { mediaType: imageManifestMediaType }),
    ...(artifactMediaType !== undefined && { artifactType: artifactMediaType }),
    ...(findings !== undefined && { findings: { ...findings } }),
    ...(detail.imageStatus === 'ARCHIVED' && { storage: 'archived' as const }),
    ...(detail.imageStatus === 'ACTIVATING' && { storage: 'activating' as const }),
  };
}
