import { BatchGetImageCommand, GetDownloadUrlForLayerCommand } from '@aws-sdk/client-ecr';
import { callEcr } from '../call-ecr';
import type { EcrClients } from '../ports';

/** A repository of another account's registry, asked for as `profile`. */
export interface ForeignRepository {
  profile: string;
  region: string;
  /** Account whose registry it is. */
  registryId: string;
  name: string;
}

/** A digest that no image has: asking for it shows whether one may ask. */
const NOBODY = `sha256:${'0'.repeat(64)}`;

/**
 * Reads a manifest and a layer's address as the one who wants to pull. ECR decides about permission before it
 * looks for the image, so this proves an empty repository as well. @throws AppError `access-denied` when still forbidden.
 */
export async function provePull(clients: EcrClients, from: ForeignRepository): Promise<void> {
  const { name: repositoryName, registryId, profile, region } = from;
  const call = { profile, region, repository: repositoryName };
  await callEcr(clients, { ...call, operation: 'BatchGetImage' }, (client) =>
    client.send(
      new BatchGetImageCommand({ registryId, repositoryName, imageIds: [{ imageDigest: NOBODY }] }),
    ),
  );
  await callEcr(clients, { ...call, operation: 'GetDownloadUrlForLayer' }, async (client) => {
    try {
      await client.send(
        new GetDownloadUrlForLayerCommand({ registryId, repositoryName, layerDigest: NOBODY }),
      );
    } catch (thrown) {
      const isAbsent =
        thrown instanceof Error && /^Layer(sNotFound|Inaccessible)Exception$/.test(thrown.name);
      if (!isAbsent) throw thrown;
    }
  });
}
