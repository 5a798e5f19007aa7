import type { z } from 'zod';
import type { commands } from '../../shared/ipc/contract';
import type { Image, ImagePage } from '../../shared/model/image';
import { matchesSearch, type Searched } from '../../shared/search/matches-search';
import { parseSearch } from '../../shared/search/parse-search';

/** Which images of a repository to show: the input of the command `image.query`. */
export type ImageQuery = z.output<(typeof commands)['image.query']['input']>;

const byText = (a = '', b = ''): number => (a < b ? -1 : a > b ? 1 : 0);

const ORDERS: Record<ImageQuery['sort'], (a: Image, b: Image) => number> = {
  tag: (a, b) => byText(a.tags[0], b.tags[0]),
  size: (a, b) => a.sizeBytes - b.sizeBytes,
  pushed: (a, b) => byText(a.pushedAt, b.pushedAt),
  pulled: (a, b) => byText(a.lastPulledAt, b.lastPulledAt),
};

/** The rows a query asks for; words of `search` are looked for in tags, digest and platforms. `now` is epoch milliseconds. */
export function queryImages(images: readonly Image[], query: ImageQuery, now: number): ImagePage {
  const search = parseSearch(query.search, now);
  const sign = query.descending ? -1 : 1;
  const order = ORDERS[query.sort];
  const found = images
    .filter((image) => matchesSearch(search, searchedOf(image)))
    .sort((a, b) => sign * order(a, b) || byText(a.digest, b.digest));
  const rows = behindParents(found);
  return { rows: rows.slice(query.offset, query.offset + query.limit), total: found.length };
}

const searchedOf = ({ tags, digest, platforms = [], mediaType, artifactType, pushedAt, lastPulledAt, sizeBytes }: Image): Searched => ({
  text: [...tags, digest, ...platforms].join(' ').toLowerCase(),
  fields: { tag: tags, digest: [digest], platform: platforms, type: [mediaType, artifactType].filter((type) => type !== undefined) },
  times: { pushed: pushedAt, pulled: lastPulledAt },
  sizeBytes,
  isTagged: tags.length > 0,
});

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
