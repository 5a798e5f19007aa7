/** What is about an image, from every list there is: the registry's, ECR's, and cosign's old tags. */
import { AppError, toAppError, toWireError } from '../../../shared/errors';
import type { Referrer, Referrers } from '../../../shared/model/image-detail';
import type { ImageContent } from '../image-content';
import { cosignTags } from './cosign-tags';
import { ecrReferrers, signingStatus, type EcrAsked } from './ecr-lists';

/** More are not listed: a hostile registry has any number. */
const MOST = 500;

/** Lists that fail are told beside those that answer. @throws AppError when cancelled. */
export async function findReferrers({ content, ecr }: { content: ImageContent; ecr?: EcrAsked }, digests: readonly string[], signal: AbortSignal): Promise<Referrers> {
  const { registry } = content;
  const unread: Referrers['unread'] = [];
  const asked = async <T>(what: string, work: () => Promise<T[]>): Promise<T[] | undefined> => {
    try {
      return await work();
    } catch (thrown) {
      const error = toAppError(thrown);
      if (error instanceof AppError && error.code === 'cancelled') throw error;
      if (!unread.some((each) => each.what === what)) unread.push({ what, error: toWireError(error) });
      return undefined;
    }
  };
  const fromRegistry = async (digest: string): Promise<Referrer[]> =>
    (await registry.referrers(digest, signal)).map(({ mediaType, digest: own, size, artifactType, annotations }) => ({
      mediaType,
      digest: own,
      size,
      subject: digest,
      foundBy: 'registry' as const,
      ...(artifactType !== undefined && { artifactType }),
      ...(annotations !== undefined && { annotations }),
    }));
  const [first = ''] = digests;
  const [signing, ...lists] = await Promise.all([
    ecr === undefined ? undefined : asked('ECR’s signing status', () => signingStatus(ecr, first, signal)),
    ...digests.flatMap((digest) => [
      asked('the registry’s list of referrers', () => fromRegistry(digest)),
      ecr === undefined ? undefined : asked('ECR’s list of referrers', () => ecrReferrers(ecr, digest, { most: MOST, signal })),
      asked('cosign’s tags', () => cosignTags(registry, digest, signal)),
    ]),
  ]);
  const all = merged(lists.flatMap((list) => list ?? []));
  return { referrers: all.slice(0, MOST), isCut: all.length > MOST, unread, ...(signing !== undefined && { signing }) };
}

/** Each once; what one list leaves out another may tell (annotations, whether it is archived). */
function merged(found: readonly Referrer[]): Referrer[] {
  const byDigest = new Map<string, Referrer>();
  for (const one of found) {
    const known = byDigest.get(one.digest);
    byDigest.set(one.digest, known === undefined ? one : { ...one, ...known, ...(one.archived === true && { archived: true }) });
  }
  return [...byDigest.values()];
}
