import type { FoundImage, FoundImages, ImageSearch } from '../../../../shared/model/image';
import type { Catalogue } from '../memory/catalogue';
import { holdsOf, type Holds } from '../memory/holds';
import { Best } from '../memory/images/best';
import { imageHolds, keep, ofTheirRows, wordHolds, type ImageHolds, type Marks } from '../memory/images/image-holds';
import { imageOrder } from '../memory/images/image-order';
import { FOUND_COLUMNS, foundOf, type FoundRow } from '../rows';
import { wantedOf, type Wanted } from '../sql/search-terms';
import { placeHolds } from './search/matching';
import type { Reading } from './repositories';

/** So many are put in order at least: the pages that follow need no further look. */
const LEAST_ORDERED = 2000;

interface Found {
  total: number;
  /** The first of them. */
  ids: number[];
}

/**
 * Images of all repositories. A word is looked for in tags, platforms, labels and at the beginning of digests, and in what is known of the repository;
 * where there are words alone, one of them has to be the image's own.
 */
export function searchImages(reading: Reading, search: ImageSearch): FoundImages {
  const { catalogue, database, kept, now } = reading;
  const { offset, limit, ...question } = search;
  const wanted = wantedOf(search.search, now);
  const most = Math.max(offset + limit, LEAST_ORDERED);
  // The question holds for all that was asked so far: pages further down need more of the same.
  const ask = (): Found => found(reading, { wanted, question: search, most });
  const key = `images ${catalogue.version} ${JSON.stringify([question, wanted])} ${most <= LEAST_ORDERED ? '' : most}`;
  const { total, ids } = kept.answer(key, ask);
  const rows = database.rows<FoundRow>(`SELECT ${FOUND_COLUMNS} FROM json_each(?) j JOIN image i ON i.id = j.value JOIN repository r ON r.id = i.id >> 20 ORDER BY j.key`, [JSON.stringify(ids.slice(offset, offset + limit))]);
  return { rows: rows.map((row): FoundImage => foundOf(row, search.profile)), total, isAtLeast: false };
}

function found(reading: Reading, { wanted, question, most }: { wanted: Wanted; question: ImageSearch; most: number }): Found {
  const order = imageOrder(question, wanted.words.filter((word) => !word.not).map(({ text }) => text));
  const holds = matchOf(reading, wanted, question);
  const best = new Best(most, order.way);
  let total = 0;
  for (const block of reading.catalogue.images.blocks()) {
    const marks = holds(block);
    let keys: ReturnType<typeof order.keys> | undefined;
    for (let image = marks.indexOf(1); image >= 0 && image < block.count; image += 1) {
      if (marks[image] !== 1) continue;
      total += 1;
      keys ??= order.keys(block);
      best.add(keys(image), block.base + (block.offsets[image] as number));
    }
  }
  return { total, ids: best.ids() };
}

/** Everything that has to hold of an image and of its repository. */
function matchOf(reading: Reading, { words, ofRepository, ofImage }: Wanted, { profile, region }: ImageSearch): ImageHolds {
  const { catalogue, database } = reading;
  const images = { database, kinds: catalogue.images.kinds };
  const ofRows = [...placeHolds(reading, { profile, region }), ...ofRepository.map((term) => holdsOf(catalogue, term))].filter((hold) => hold !== undefined);
  const isThere = ofRows.length === 0 ? undefined : rowsOf(catalogue, ofRows);
  const terms = imageHolds(images, ofImage);
  const all = words.map((word) => wordOf(reading, word));
  const needsOwn = words.some(({ not }) => !not) && !ofImage.some(({ not }) => !not);
  return (block) => {
    const marks = isThere === undefined ? new Uint8Array(block.count).fill(1) : ofTheirRows(block, isThere);
    if (!marks.includes(1)) return marks;
    for (const term of terms) keep(marks, term(block, marks));
    const own = needsOwn ? new Uint8Array(block.count) : undefined;
    for (const word of all) {
      const has = word.own(block);
      if (own !== undefined && !word.not) add(own, has);
      if (word.rows !== undefined) add(has, ofTheirRows(block, word.rows));
      for (let image = 0; image < block.count; image += 1) if ((has[image] === 1) === word.not) marks[image] = 0;
    }
    return own === undefined ? marks : keep(marks, own);
  };
}

interface WantedWord {
  not: boolean;
  own: ImageHolds;
  /** The repositories that have it; undefined for none. */
  rows: Uint8Array | undefined;
}

function wordOf({ catalogue, database }: Reading, { text, not }: Wanted['words'][number]): WantedWord {
  const rows = catalogue.texts.rowsWith(text, catalogue.count);
  return { not, own: wordHolds({ database, kinds: catalogue.images.kinds }, text), rows: rows.includes(1) ? rows : undefined };
}

/** Ones at the rows of which all holds. */
function rowsOf({ byName, count }: Catalogue, holds: readonly Holds[]): Uint8Array {
  const rows = new Uint8Array(count);
  for (const row of byName) if (holds.every((hold) => hold(row))) rows[row] = 1;
  return rows;
}

function add(marks: Marks, others: Marks): void {
  for (let image = 0; image < marks.length; image += 1) if (others[image] === 1) marks[image] = 1;
}
