import { AppError } from '../../../../shared/errors';
import type { EcrClients } from '../../../ecr/ports';
import { listImages } from '../../../ecr/images/list-images';
import { inParallel } from '../../content/in-parallel';
import { chooseTags, type SourceTag, type TagFilter, unmatchedPatterns } from './choose-tags';
import type { RepositorySide } from './repository-side';

export interface SourceTags {
  /** Those that are meant, the newest first. */
  chosen: SourceTag[];
  notes: string[];
}

/** Questions to a registry at one time. */
export const HEADS_AT_ONCE = 16;

/** The tags of the source that are meant. ECR tells all of them with digest, size and time, a thousand a page; others tell names. */
export async function listSource(clients: EcrClients, side: RepositorySide, filter: TagFilter, signal: AbortSignal): Promise<SourceTags> {
  const described = await describedTags(clients, side, signal);
  const all = described ?? (await (await side.registry()).tags(signal)).map((tag): SourceTag => ({ tag }));
  const chosen = chooseTags(all, filter);
  const notes = unmatchedPatterns(all, filter).map((pattern) => `No tag of ${side.host}/${side.repository} fits “${pattern}”.`);
  if (filter.newest !== undefined && described === undefined) notes.push('The registry does not tell when images were pushed: the newest are the highest versions, then the last names.');
  if (described !== undefined) return { chosen, notes };
  return { chosen: await withDigests(side, chosen, signal), notes };
}

/** Undefined where the registry is none of ECR's, or does not let this profile describe images. */
export async function describedTags(clients: EcrClients, { ecr }: RepositorySide, signal: AbortSignal): Promise<SourceTag[] | undefined> {
  if (ecr === undefined) return undefined;
  try {
    const tags: SourceTag[] = [];
    for await (const page of listImages(clients, { ...ecr, tagged: true }, signal)) {
      for (const { digest, sizeBytes, pushedAt, tags: names } of page) {
        tags.push(...names.map((tag) => ({ tag, digest, bytes: sizeBytes, ...(pushedAt !== undefined && { pushedAt }) })));
      }
    }
    return tags;
  } catch (thrown) {
    if (signal.aborted) throw new AppError('cancelled', 'Cancelled.', { cause: thrown });
    // Whoever may pull from another account may often not describe what is there.
    if (thrown instanceof AppError && thrown.code === 'access-denied') return undefined;
    throw thrown;
  }
}

/** Asks for each digest by itself, in parallel. A tag that went meanwhile is left out. */
async function withDigests(side: RepositorySide, tags: readonly SourceTag[], signal: AbortSignal): Promise<SourceTag[]> {
  const digests = await headDigests(side, tags.map(({ tag }) => tag), signal);
  return tags.flatMap((each) => {
    const digest = digests.get(each.tag);
    return digest === undefined ? [] : [digest === '' ? each : { ...each, digest }];
  });
}

/** Digests by tag; absent where there is no such tag, empty where the registry names no digest. */
export async function headDigests(side: RepositorySide, tags: readonly string[], signal: AbortSignal): Promise<Map<string, string>> {
  const registry = await side.registry();
  const digests = new Map<string, string>();
  await inParallel({ items: tags, limit: HEADS_AT_ONCE, signal }, async (tag, stop) => {
    const head = await registry.headManifest(tag, stop);
    if (head !== undefined) digests.set(tag, head.digest ?? '');
  });
  return digests;
}
