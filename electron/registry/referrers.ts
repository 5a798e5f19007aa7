/** Lists of referrers (OCI distribution 1.1): the API's answer, and the index under the fallback tag. Both come from strangers. */
import { z } from 'zod';
import { isDigest } from '../../shared/ecr/names';
import type { Descriptor } from './content';
import { OCI_INDEX } from './media-types';

const Referrer = z.object({
  mediaType: z.string(),
  digest: z.string().refine(isDigest),
  size: z.number().int().min(0),
  artifactType: z.string().optional(),
  annotations: z.record(z.string(), z.string()).optional(),
});
const Referrers = z.object({ manifests: z.array(Referrer).max(10_000) });

/** The descriptors of an answer, or undefined for what is no index: some registries answer 200 to anything. */
export function parseReferrers(bytes: Buffer): Descriptor[] | undefined {
  try {
    return Referrers.parse(JSON.parse(bytes.toString('utf8'))).manifests.map(({ artifactType, annotations, ...rest }) => ({
      ...rest,
      ...(artifactType !== undefined && { artifactType }),
      ...(annotations !== undefined && { annotations }),
    }));
  } catch {
    return undefined;
  }
}

/** “Referrers Tag Schema”: the digest with a dash for its colon. */
export const fallbackTag = (digest: string): string => digest.replace(':', '-').slice(0, 128);

/** The index that stands under the fallback tag, with one more referrer; the same one twice is one. */
export function referrersIndex(known: readonly Descriptor[], added: Descriptor): Buffer {
  const manifests = [...known.filter(({ digest }) => digest !== added.digest), added];
  return Buffer.from(JSON.stringify({ schemaVersion: 2, mediaType: OCI_INDEX, manifests }));
}
