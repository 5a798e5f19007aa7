import type { SqlDatabase } from '../../sql/database';
import { IMAGES_OF_ONE } from '../../sql/schema';
import { numbersIn } from '../column';
import { BETWEEN } from '../text-column';
import type { Kinds } from './kinds';

/** Repositories of one block, by their ids: some 5,000 images, read in 20 to 30 ms. */
export const REPOSITORIES_OF_BLOCK = 512;

/** The images of neighbouring repositories, column by column. */
export interface ImageBlock {
  count: number;
  /** Of each image: its id, how many behind `base`. */
  base: number;
  offsets: Uint32Array;
  /** The row of its repository; -1 for one that has gone. */
  rows: Int32Array;
  /** Bytes. */
  sizes: Float64Array;
  /** Epoch milliseconds; `NaN` where it is not known. */
  pushed: Float64Array;
  pulled: Float64Array;
  /** Numbers in `Kinds`. */
  kinds: Uint32Array;
  /** The tags of all in lower case, those of each as lines that are enclosed by line feeds, with `BETWEEN` between them, and where each begins. */
  tags: string;
  starts: Uint32Array;
}

/** Reads block `number`. */
export function readBlock(database: SqlDatabase, number: number, { kinds, rowOf }: { kinds: Kinds; rowOf: (repository: number) => number | undefined }): ImageBlock {
  const first = number * REPOSITORIES_OF_BLOCK;
  const base = first * IMAGES_OF_ONE;
  const columns = database.row<(string | null)[]>(
    `SELECT group_concat(id, ' '), group_concat(size, ' '), group_concat(pushed, ' '), group_concat(pulled, ' '), group_concat(kind, '${BETWEEN}'), group_concat(tags, '${BETWEEN}')
     FROM (SELECT id - ? AS id, size, coalesce(pushed, '') AS pushed, coalesce(pulled, '') AS pulled, coalesce(media, '') || coalesce(rest, '') AS kind,
       coalesce(tags, '') AS tags FROM image WHERE id BETWEEN ? AND ? ORDER BY id)`,
    [base, base, base + REPOSITORIES_OF_BLOCK * IMAGES_OF_ONE - 1],
  );
  const [ids = null, sizes, pushed, pulled, texts, lists] = columns ?? [];
  const count = ids === null ? 0 : ids.split(' ').length;
  const offsets = Uint32Array.from(numbersIn(ids, count));
  const tags = linesOf(lists ?? '').toLowerCase();
  return {
    count, base, offsets, tags,
    rows: Int32Array.from(offsets, (offset) => rowOf(first + Math.floor(offset / IMAGES_OF_ONE)) ?? -1),
    sizes: numbersIn(sizes, count),
    pushed: numbersIn(pushed, count),
    pulled: numbersIn(pulled, count),
    kinds: kinds.numbersOf(count === 0 ? [] : (texts ?? '').split(BETWEEN)),
    starts: startsIn(tags, count),
  };
}

/** Lists of tags as JSON has them, as lines; most have nothing that JSON would write otherwise. */
function linesOf(lists: string): string {
  if (lists.includes('\\')) return lists.split(BETWEEN).map((list) => (list === '' ? '' : `\n${(JSON.parse(list) as string[]).map((tag) => tag.replaceAll(/[\n\u001e]/g, ' ')).join('\n')}\n`)).join(BETWEEN);
  return lists.replaceAll('","', '\n').replaceAll('["', '\n').replaceAll('"]', '\n');
}

function startsIn(text: string, count: number): Uint32Array {
  const starts = new Uint32Array(count + 1);
  for (let image = 1; image <= count; image += 1) {
    const end = text.indexOf(BETWEEN, starts[image - 1]);
    starts[image] = (end < 0 ? text.length : end) + 1;
  }
  return starts;
}
