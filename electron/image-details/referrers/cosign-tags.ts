/** Signatures, attestations and SBOMs as cosign stored them before OCI 1.1: under tags made of the image's digest. */
import type { Referrer } from '../../../shared/model/image-detail';
import type { RegistryRepository } from '../../registry/registry-client';

const ENDINGS = ['sig', 'att', 'sbom'] as const;

/** Those of one manifest that are there. @throws AppError. */
export async function cosignTags(registry: RegistryRepository, digest: string, signal: AbortSignal): Promise<Referrer[]> {
  const found = await Promise.all(
    ENDINGS.map(async (ending): Promise<Referrer[]> => {
      const tag = `${digest.replace(':', '-')}.${ending}`;
      const head = await registry.headManifest(tag, signal);
      if (head?.digest === undefined) return [];
      const mediaType = head.mediaType.split(';')[0]?.trim() ?? '';
      return [{ digest: head.digest, mediaType, size: 0, subject: digest, foundBy: 'tag', tag }];
    }),
  );
  return found.flat();
}
