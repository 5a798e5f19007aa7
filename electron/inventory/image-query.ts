import type { z } from 'zod';
import type { commands } from '../../shared/ipc/contract';
import type { Image, ImagePage } from '../../shared/model/image';

/** Which images of a repository to show: the input of the command `image.query`. */
export type ImageQuery = z.output<(typeof commands)['image.query']['input']>;

const byText = (a = '', b = ''): number => (a < b ? -1 : a > b ? 1 : 0);

const ORDERS: Record<ImageQuery['sort'], (a: Image, b: Image) => number> = {
  tag: (a, b) => byText(a.tags[0], b.tags[0]),
  size: (a, b) => a.sizeBytes - b.sizeBytes,
  pushed: (a, b) => byText(a.pushedAt, b.pushedAt),
};

/** The rows a query asks for: every word of `search` occurs in the tags, the digest or the platforms. */
export function queryImages(images: readonly Image[], query: ImageQuery): ImagePage {
  const words = query.search.toLowerCase().split(/\s+/).filter(Boolean);
  const sign = query.descending ? -1 : 1;
  const order = ORDERS[query.sort];
  const found = images
    .filter((image) => {
      const haystack = [...image.tags, image.digest, ...(image.platforms ?? [])].join(' ').toLowerCase();
      return words.every((word) => haystack.includes(word));
    })
    .sort((a, b) => sign * order(a, b) || byText(a.digest, b.digest));
  const rows = behindParents(found);
  return { rows: rows.slice(query.offset, query.offset + query.limit), total: found.length };
}

/** Images in the same order, but the parts of a multi-platform image directly behind it where it is among them. */
function behindParents(images: readonly Image[]): Image[] {
  const parents = new Set(images.filter(({ childOf }) => childOf === undefined).map(({ digest }) => digest));
  const parts = new Map<string, Image[]>();
  const own: Image[] = [];
  for (const image of images) {
    const parent = image.childOf;
    if (parent === undefined || !parents.has(parent)) own.push(image);
    else parts.set(parent, [...(parts.get(parent) ?? []), image]);
  }
  return own.flatMap((image) => [image, ...(parts.get(image.digest) ?? [])]);
}
