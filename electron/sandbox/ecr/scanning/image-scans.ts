/** DescribeImageScanFindings, StartImageScan, PutImageScanningConfiguration: basic scanning, done at once. */
import { z } from 'zod';
import { ApiError, limitExceeded } from '../../api/api-error';
import { operation, type OperationTable } from '../../api/operation';
import { page } from '../../api/page';
import type { ImageState, RegistryState, RepositoryState } from '../../state';
import type { EcrCall } from '../ecr-call';
import { imageId, onRepository, paged, seconds, type ImageId } from '../fields';
import { requireImage } from '../image-lookup';

const DAY = 24 * 60 * 60 * 1000;
const COMPLETE = { status: 'COMPLETE', description: 'The scan was completed successfully.' };

function scanned(
  names: { registry: RegistryState; repository: RepositoryState },
  image: ImageState,
  id: ImageId,
): object {
  return {
    registryId: names.registry.accountId,
    repositoryName: names.repository.name,
    imageId: { ...id, imageDigest: image.digest },
  };
}

const describe = operation({
  action: 'ecr:DescribeImageScanFindings',
  input: onRepository.merge(paged).extend({ imageId }),
  handle(input, call: EcrCall) {
    const names = call.repository(input);
    const image = requireImage(names.registry, names.repository, input.imageId);
    const scan = image.findings;
    if (scan === undefined)
      throw new ApiError(
        'ScanNotFoundException',
        `Image scan does not exist for the image with '{imageDigest:'${image.digest}', imageTag:'${input.imageId.imageTag ?? 'null'}'}' in the repository with name '${names.repository.name}' in the registry with id '${names.registry.accountId}'`,
      );
    const { items, ...more } = page({
      items: scan.findings.map((finding, index) => ({ finding, key: String(index).padStart(9, '0') })),
      keyOf: ({ key }) => key,
      question: ['DescribeImageScanFindings', names.registry.accountId, names.repository.name, image.digest],
      nextToken: input.nextToken,
      maxResults: input.maxResults,
    });
    return {
      ...scanned(names, image, input.imageId),
      imageScanStatus: COMPLETE,
      imageScanFindings: {
        imageScanCompletedAt: seconds(scan.scannedAt),
        vulnerabilitySourceUpdatedAt: seconds(scan.scannedAt),
        findingSeverityCounts: scan.severityCounts,
        findings: items.map(({ finding }) => finding),
      },
      ...more,
    };
  },
});

/** Nothing new is ever found here: a scan keeps the findings it had, or finds none. */
const start = operation({
  action: 'ecr:StartImageScan',
  input: onRepository.extend({ imageId }),
  handle(input, call: EcrCall) {
    const names = call.repository(input);
    const image = requireImage(names.registry, names.repository, input.imageId);
    if (/index|manifest\.list/.test(image.mediaType))
      throw new ApiError(
        'UnsupportedImageTypeException',
        'The image is of a type that cannot be scanned: it is an index.',
      );
    if (image.findings !== undefined && call.now() - image.findings.scannedAt < DAY)
      throw limitExceeded('The scan quota per image has been exceeded. Wait and try again.');
    image.findings = { severityCounts: {}, findings: [], ...image.findings, scannedAt: call.now() };
    call.changed();
    return { ...scanned(names, image, input.imageId), imageScanStatus: { status: 'IN_PROGRESS' } };
  },
});

const configure = operation({
  action: 'ecr:PutImageScanningConfiguration',
  input: onRepository.extend({
    imageScanningConfiguration: z.object({ scanOnPush: z.boolean().optional() }),
  }),
  handle(input, call: EcrCall) {
    const { registry, repository } = call.repository(input);
    repository.scanOnPush = input.imageScanningConfiguration.scanOnPush ?? false;
    call.changed();
    return {
      registryId: registry.accountId,
      repositoryName: repository.name,
      imageScanningConfiguration: { scanOnPush: repository.scanOnPush },
    };
  },
});

export const imageScanOperations: OperationTable<EcrCall> = {
  DescribeImageScanFindings: describe,
  StartImageScan: start,
  PutImageScanningConfiguration: configure,
};
