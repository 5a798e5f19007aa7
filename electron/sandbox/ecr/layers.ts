/** Layers through the API: availability, download link, upload in parts. */
import { z } from 'zod';
import { isDigest } from '../../../shared/ecr/names';
import { ApiError, invalidParameter } from '../api/api-error';
import { operation, type OperationTable } from '../api/operation';
import type { EcrCall } from './ecr-call';
import { layerDigest, onRepository, pattern } from './fields';

/** What ECR asks for: every part but the last has this size. */
const PART_SIZE = 20_971_520;
const uploadId = pattern(/^[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}$/);

const noUpload = (id: string): ApiError =>
  new ApiError('UploadNotFoundException', `The upload with id '${id}' does not exist.`);

const batchCheckLayerAvailability = operation({
  action: 'ecr:BatchCheckLayerAvailability',
  input: onRepository.extend({ layerDigests: z.array(z.string().max(1000)).min(1).max(100) }),
  async handle(input, call: EcrCall) {
    const { repository } = call.repository(input);
    const layers: object[] = [];
    const failures: object[] = [];
    for (const digest of input.layerDigests) {
      if (!isDigest(digest)) {
        failures.push({
          layerDigest: digest,
          failureCode: 'InvalidLayerDigest',
          failureReason: 'The digest is not valid.',
        });
        continue;
      }
      const layerSize = repository.layers.includes(digest)
        ? await call.services.blobs.size(digest)
        : undefined;
      layers.push({
        layerDigest: digest,
        layerAvailability: layerSize === undefined ? 'UNAVAILABLE' : 'AVAILABLE',
        ...(layerSize !== undefined && { layerSize }),
      });
    }
    return { layers, failures };
  },
});

const getDownloadUrlForLayer = operation({
  action: 'ecr:GetDownloadUrlForLayer',
  input: onRepository.extend({ layerDigest }),
  async handle(input, call: EcrCall) {
    const { repository } = call.repository(input);
    const there =
      repository.layers.includes(input.layerDigest) &&
      (await call.services.blobs.size(input.layerDigest)) !== undefined;
    if (!there)
      throw new ApiError(
        'LayersNotFoundException',
        `Unable to find requested layer '${input.layerDigest}' in repository '${repository.name}'`,
      );
    return { downloadUrl: call.services.downloadUrl(input.layerDigest), layerDigest: input.layerDigest };
  },
});

const initiateLayerUpload = operation({
  action: 'ecr:InitiateLayerUpload',
  input: onRepository,
  async handle(input, call: EcrCall) {
    call.repository(input);
    return { uploadId: await call.services.blobs.beginUpload(), partSize: PART_SIZE };
  },
});

const uploadLayerPart = operation({
  action: 'ecr:UploadLayerPart',
  input: onRepository.extend({
    uploadId,
    partFirstByte: z.number().int().min(0),
    partLastByte: z.number().int().min(0),
    layerPartBlob: z.base64(),
  }),
  async handle(input, call: EcrCall) {
    const { registry, repository } = call.repository(input);
    const received = await call.services.blobs.uploadedBytes(input.uploadId);
    if (received === undefined) throw noUpload(input.uploadId);
    const bytes = Buffer.from(input.layerPartBlob, 'base64');
    if (bytes.length > PART_SIZE)
      throw invalidParameter('layerPartBlob', `Member must have length less than or equal to ${PART_SIZE}`);
    if (input.partFirstByte !== received || input.partLastByte !== received + bytes.length - 1)
      throw new ApiError(
        'InvalidLayerPartException',
        `The part does not follow the ${received} bytes received so far.`,
      );
    const total = await call.services.blobs.append(input.uploadId, bytes);
    return {
      registryId: registry.accountId,
      repositoryName: repository.name,
      uploadId: input.uploadId,
      lastByteReceived: total - 1,
    };
  },
});

const completeLayerUpload = operation({
  action: 'ecr:CompleteLayerUpload',
  input: onRepository.extend({ uploadId, layerDigests: z.array(layerDigest).min(1).max(100) }),
  async handle(input, call: EcrCall) {
    const { registry, repository } = call.repository(input);
    const { blobs } = call.services;
    const digest = input.layerDigests.find(isDigest);
    if (digest === undefined) throw invalidParameter('layerDigests', 'must name a sha256 digest');
    const received = await blobs.uploadedBytes(input.uploadId);
    if (received === undefined) throw noUpload(input.uploadId);
    if (received === 0)
      throw new ApiError('EmptyUploadException', `The upload with id '${input.uploadId}' has no parts.`);
    if (repository.layers.includes(digest))
      throw new ApiError(
        'LayerAlreadyExistsException',
        `The layer '${digest}' already exists in the repository '${repository.name}'`,
      );
    if (!(await blobs.finish(input.uploadId, digest)))
      throw new ApiError('InvalidLayerException', `The bytes received do not have the digest '${digest}'.`);
    repository.layers.push(digest);
    call.changed();
    return {
      registryId: registry.accountId,
      repositoryName: repository.name,
      uploadId: input.uploadId,
      layerDigest: digest,
    };
  },
});

export const layerOperations: OperationTable<EcrCall> = {
  BatchCheckLayerAvailability: batchCheckLayerAvailability,
  GetDownloadUrlForLayer: getDownloadUrlForLayer,
  InitiateLayerUpload: initiateLayerUpload,
  UploadLayerPart: uploadLayerPart,
  CompleteLayerUpload: completeLayerUpload,
};
