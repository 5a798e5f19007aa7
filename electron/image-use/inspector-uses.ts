import { DescribeImageScanFindingsCommand } from '@aws-sdk/client-ecr';
import type { FoundUses, ImageUse } from '../../shared/model/image-use';
import type { RepositoryKey } from '../../shared/model/repository';
import { asEcrError } from '../ecr/call-ecr';
import type { EcrClients } from '../ecr/ports';
import { inParallel } from '../transfer/content/in-parallel';
import type { AskedImage, InspectorUses } from './image-uses';

/** Each image is a call of its own: of many, the first ones are asked about. */
const MOST = 24;
const AT_ONCE = 6;

/** Amazon Inspector counts the ECS and EKS clusters that run an image, and tells it beside each finding of an enhanced scan. */
export function inspectorUses(clients: EcrClients): InspectorUses {
  return {
    async of(repository, images, signal): Promise<FoundUses> {
      const uses: ImageUse[] = [];
      await inParallel({ items: images.slice(0, MOST), limit: AT_ONCE, signal }, async (image, stop) => {
        const use = await useOf(clients, { repository, image }, stop);
        if (use !== undefined) uses.push(use);
      });
      const left = images.length - MOST;
      return { uses, unasked: left > 0 ? [{ by: 'inspector', why: `Amazon Inspector was asked about ${MOST} of ${images.length} images.` }] : [] };
    },
  };
}

/** Images that have no scan are none that Inspector knows: no reason to mention it. */
const UNKNOWN = ['ScanNotFoundException', 'ImageNotFoundException', 'UnsupportedImageTypeException'];

async function useOf(clients: EcrClients, { repository, image }: { repository: RepositoryKey; image: AskedImage }, signal: AbortSignal): Promise<ImageUse | undefined> {
  if (repository.registry === 'public') return undefined;
  try {
    const client = await clients.ecr(repository.profile, repository.region);
    const { imageScanFindings } = await client.send(
      new DescribeImageScanFindingsCommand({ repositoryName: repository.name, imageId: { imageDigest: image.digest }, maxResults: 1 }),
      { abortSignal: signal },
    );
    const details = imageScanFindings?.enhancedFindings?.[0]?.resources?.[0]?.details?.awsEcrContainerImage;
    const count = details?.inUseCount ?? 0;
    if (count === 0) return undefined;
    const last = details?.lastInUseAt;
    const when = last === undefined ? '' : `, last seen ${last.toISOString().slice(0, 10)}`;
    return { by: 'inspector', digest: image.digest, running: true, what: `${count} cluster${count === 1 ? '' : 's'} of ECS or EKS, as Amazon Inspector counts them${when}` };
  } catch (thrown) {
    if (thrown instanceof Error && UNKNOWN.includes(thrown.name)) return undefined;
    throw asEcrError(thrown, { ...repository, repository: repository.name, operation: 'DescribeImageScanFindings' });
  }
}
