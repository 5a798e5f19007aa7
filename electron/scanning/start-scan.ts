import { StartImageScanCommand } from '@aws-sdk/client-ecr';
import { AppError } from '../../shared/errors';
import { asEcrError } from '../ecr/call-ecr';
import type { EcrClients } from '../ecr/ports';
import type { ScannedDigest } from './read-scan';

/**
 * Asks for a basic scan of one image. @throws AppError `quota-exceeded` when it had one within a day, `unsupported` where Amazon Inspector
 * scans by itself or the image is of a kind that is not scanned.
 */
export async function startScan(clients: EcrClients, { repository, digest }: ScannedDigest, signal?: AbortSignal): Promise<void> {
  try {
    const client = await clients.ecr(repository.profile, repository.region);
    const command = new StartImageScanCommand({ repositoryName: repository.name, imageId: { imageDigest: digest } });
    // The SDK takes LimitExceededException for throttling: it would try again and again, and slow down every other call of the client.
    command.middlewareStack.add(
      (next) => (args) =>
        next(args).catch((thrown: unknown) => {
          throw thrown instanceof Error && thrown.name === 'LimitExceededException' ? scannedToday(thrown) : thrown;
        }),
      { step: 'deserialize', priority: 'high', name: 'limitIsFinal' },
    );
    await client.send(command, { abortSignal: signal });
  } catch (thrown) {
    if (thrown instanceof AppError) throw thrown;
    switch (thrown instanceof Error ? thrown.name : '') {
      case 'ValidationException':
        throw new AppError('unsupported', `The images of ${repository.name} are scanned by Amazon Inspector, by itself.`, { hint: 'Enhanced scanning needs nobody to start it: push the image, or wait for its next look.', cause: thrown });
      case 'UnsupportedImageTypeException':
        throw new AppError('unsupported', 'ECR does not scan images of this kind.', { hint: 'It scans Linux images of the common distributions; the list is in its user guide.', cause: thrown });
      case 'ImageArchivedException':
        throw new AppError('unsupported', 'The image is archived, and archived images are not scanned.', { hint: 'Restore it first.', cause: thrown });
      default:
        throw asEcrError(thrown, { ...repository, repository: repository.name, operation: 'StartImageScan' });
    }
  }
}

const scannedToday = (cause: Error): AppError =>
  new AppError('quota-exceeded', 'ECR scans an image once a day, and has scanned this one.', { hint: 'Look at the findings it has, and scan again tomorrow.', cause });
