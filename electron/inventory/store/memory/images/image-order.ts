import type { ImageSearch } from '../../../../../shared/model/image';
import type { Key } from './best';
import { rankOf } from './image-holds';
import type { ImageBlock } from './image-block';

export interface ImageOrder {
  /** -1: the greatest key goes first. */
  way: 1 | -1;
  keys: (block: ImageBlock) => (image: number) => Key;
}

/** More than any instant, in epoch milliseconds: ranks of 24 words and an instant fit into one exact number. */
const BEYOND = 1e14;

/** What images are ordered by; what is not known goes last either way. `words` are those that are looked for. */
export function imageOrder({ sort, descending }: Pick<ImageSearch, 'sort' | 'descending'>, words: readonly string[]): ImageOrder {
  const way = descending ? -1 : 1;
  switch (sort) {
    case 'tag':
      return { way, keys: ({ tags, starts }) => (image) => firstTag(tags, starts[image] as number, starts[image + 1] as number) ?? (descending ? '' : '\uffff') };
    case 'relevance':
      return byRelevance(words);
    default: {
      const column = sort === 'size' ? 'sizes' : sort;
      return { way: 1, keys: ({ [column]: values }) => (image) => orLast(way * (values[image] as number)) };
    }
  }
}

const orLast = (key: number): number => (Number.isNaN(key) ? Infinity : key);

const firstTag = (tags: string, start: number, end: number): string | undefined => (end === start + 1 ? undefined : tags.slice(start + 1, tags.indexOf('\n', start + 1)));

/** How well the tags fit, then the newest first. */
function byRelevance(words: readonly string[]): ImageOrder {
  const ranks = words.map(rankOf);
  return {
    way: 1,
    keys: (block) => {
      const each = ranks.map((rank) => rank(block));
      return (image) => each.reduce((sum, rank) => sum + (rank[image] as number), 1) * BEYOND - (Number.isNaN(block.pushed[image]) ? 0 : (block.pushed[image] as number));
    },
  };
}
