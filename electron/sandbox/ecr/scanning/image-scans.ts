/** DescribeImageScanFindings, StartImageScan, PutImageScanningConfiguration: basic scanning, which takes a moment, and the look of an enhanced one. */
import { z } from 'zod';
import { ApiError, limitExceeded } from '../../api/api-error';
import { operation, type OperationTable } from '../../api/operation';
import { page } from '../../api/page';
import type { ImageState, RegistryState, RepositoryState } from '../../state';
import type { EcrCall } from '../ecr-call';
import { imageId, onRepository, paged, seconds, type ImageId } from '../fields';
import { requireImage } from '../image-lookup';
import { sampleFindings } from '../../seed/findings';
import { enhancedFinding } from './enhanced-finding';

const DAY = 24 * 60 * 60 * 1000;
/** How long a scan takes here, in milliseconds. */
const SCAN_TAKES = 3_000;
const COMPLETE = { status: 'COMPLETE', description: 'The scan was completed successfully.' };
const RUNNING = { status: 'IN_PROGRESS', description: 'The scan is in progress.' };
const ACTIVE = { status: 'ACTIVE', description: 'Continuous scan is selected for image.' };
const FAILED = { status: 'FAILED', description: 'UnsupportedImageError: The operating system and/or package manager are not supported.' };

/** Whether Amazon Inspector scans this registry. */
function isEnhanced(registry: RegistryState): boolean {
  const configuration = registry.settings.scanningConfiguration;
  return typeof configuration === 'object' && configuration !== null && 'scanType' in configuration && configuration.scanType === 'ENHANCED';
}

const isIndex = ({ mediaType }: ImageState): boolean => /index|manifest\.list/.test(mediaType);
/** Charts, signatures and the like have nothing that a scanner knows. */
const isRunnable = ({ artifactMediaType = '' }: ImageState): boolean => artifactMediaType === '' || /(oci\.image\.config|container\.image)\.v1\+json$/.test(artifactMediaType);

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
    const about = scanned(names, image, input.imageId);
    if (call.now() - scan.scannedAt < SCAN_TAKES && scan.started === true) return { ...about, imageScanStatus: RUNNING };
    if (scan.failed === true) return { ...about, imageScanStatus: FAILED };
    const enhanced = isEnhanced(names.registry);
    const { items, ...more } = page({
      items: scan.findings.map((finding, index) => ({ finding, key: String(index).padStart(9, '0') })),
      keyOf: ({ key }) => key,
      question: ['DescribeImageScanFindings', names.registry.accountId, names.repository.name, image.digest],
      nextToken: input.nextToken,
      maxResults: input.maxResults,
    });
    return {
      ...about,
      imageScanStatus: enhanced ? ACTIVE : COMPLETE,
      imageScanFindings: {
        imageScanCompletedAt: seconds(scan.scannedAt),
        vulnerabilitySourceUpdatedAt: seconds(scan.scannedAt),
        findingSeverityCounts: scan.severityCounts,
        ...(enhanced ? { enhancedFindings: items.map(({ finding }) => enhancedFinding(finding, { ...names, image, scannedAt: scan.scannedAt })) } : { findings: items.map(({ finding }) => finding) }),
      },
      ...more,
    };
  },
});

/** An image that has findings keeps them; the first scan of another one finds some of the same. */
const start = operation({
  action: 'ecr:StartImageScan',
  input: onRepository.extend({ imageId }),
  handle(input, call: EcrCall) {
    const names = call.repository(input);
    const image = requireImage(names.registry, names.repository, input.imageId);
    if (isEnhanced(names.registry)) throw new ApiError('ValidationException', 'This feature is disabled');
    if (isIndex(image))
      throw new ApiError(
        'UnsupportedImageTypeException',
        'The image is of a type that cannot be scanned: it is an index.',
      );
    if (image.findings !== undefined && call.now() - image.findings.scannedAt < DAY)
      throw limitExceeded('The scan quota per image has been exceeded. Wait and try again.');
    const found = image.findings ?? sampleFindings(Number.parseInt(image.digest.slice(7, 9), 16) % 3, call.now());
    image.findings = { ...found, scannedAt: call.now(), started: true, ...(!isRunnable(image) && { failed: true, findings: [], severityCounts: {} }) };
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
