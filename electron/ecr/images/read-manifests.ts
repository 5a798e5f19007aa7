import { BatchGetImageCommand } from '@aws-sdk/client-ecr';
import type { RepositoryKey } from '../../../shared/model/repository';
import { callEcr } from '../call-ecr';
import type { EcrClients } from '../ports';

/** The most that BatchGetImage takes at once. */
const BATCH = 100;

const ACCEPTED = [
  'application/vnd.oci.image.index.v1+json',
  'application/vnd.docker.distribution.manifest.list.v2+json',
  'application/vnd.oci.image.manifest.v1+json',
  'application/vnd.docker.distribution.manifest.v2+json',
];

/** The texts of manifests by digest; what ECR does not have (any more) is left out. @throws AppError. */
export async function readManifests(
  clients: EcrClients,
  { registryId, ...key }: RepositoryKey & { registryId?: string },
  digests: readonly string[],
): Promise<Map<string, string>> {
  const call = { ...key, repository: key.name, operation: 'BatchGetImage' };
  const manifests = new Map<string, string>();
  for (let start = 0; start < digests.length; start += BATCH) {
    const imageIds = digests.slice(start, start + BATCH).map((imageDigest) => ({ imageDigest }));
    const answer = await callEcr(clients, call, (client) =>
      client.send(
        new BatchGetImageCommand({ repositoryName: key.name, ...(registryId !== undefined && { registryId }), imageIds, acceptedMediaTypes: ACCEPTED }),
      ),
    );
    for (const { imageId, imageManifest } of answer.images ?? []) {
      if (imageId?.imageDigest !== undefined && imageManifest !== undefined) {
        manifests.set(imageId.imageDigest, imageManifest);
      }
    }
  }
  return manifests;
}
