import { AppError } from '../../../shared/errors';
import type { ContentSource } from '../../registry/content';
import { inParallel } from './in-parallel';
import { type Manifest, parseManifest } from './manifest';

/** An index of indexes is rare, deeper nesting is an attack. */
const DEPTH = 3;
const MOST_MANIFESTS = 2000;
const AT_ONCE = 16;

/** The root and all below it, each once, parents first. @throws AppError `unsupported` for a tree too deep or too large. */
export async function readTree(source: ContentSource, root: Manifest, signal: AbortSignal): Promise<Manifest[]> {
  const seen = new Map<string, Manifest>([[root.raw.digest, root]]);
  let level: Manifest[] = [root];
  for (let depth = 0; level.length > 0; depth += 1) {
    const children = level.flatMap((manifest) => (manifest.kind === 'index' ? manifest.children : [])).filter(({ digest }) => !seen.has(digest));
    const unique = [...new Map(children.map((child) => [child.digest, child])).values()];
    if (unique.length > 0 && (depth >= DEPTH || seen.size + unique.length > MOST_MANIFESTS)) {
      throw new AppError('unsupported', 'This index holds more levels or images than Berth copies at once.', { hint: 'Copy its images one by one, by digest.' });
    }
    const next: Manifest[] = [];
    await inParallel({ items: unique, limit: AT_ONCE, signal }, async ({ digest, mediaType }, stop) => {
      const raw = await source.manifest(digest, stop);
      next.push(parseManifest({ ...raw, mediaType: raw.mediaType === '' ? mediaType : raw.mediaType }));
    });
    for (const manifest of next) seen.set(manifest.raw.digest, manifest);
    level = next;
  }
  return [...seen.values()];
}
