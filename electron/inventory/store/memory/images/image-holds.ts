import type { SearchTerm } from '../../../../../shared/search/parse-search';
import type { SqlDatabase } from '../../sql/database';
import { digestWord } from '../../sql/search-terms';
import { digestIds } from './digest-ids';
import { likeness, lineLike } from '../likeness';
import { occurs, type Fits } from '../text-column';
import type { Trait } from '../word-lines';
import type { ImageBlock } from './image-block';
import { traitOf, type Kind, type Kinds } from './kinds';

/** Ones at the images of a block of which something holds. */
export type Marks = Uint8Array;
/** `among`: only what comes out for images marked there matters, all of them without it. */
export type ImageHolds = (block: ImageBlock, among?: Marks) => Marks;

export interface ImageReading {
  database: SqlDatabase;
  kinds: Kinds;
}

/** Terms about images, for block after block, the cheapest first; those with a minus the other way round. */
export function imageHolds(reading: ImageReading, terms: readonly SearchTerm[]): ImageHolds[] {
  return [...terms].sort((a, b) => costOf(a) - costOf(b)).map((term) => signed(reading, term));
}

function signed(reading: ImageReading, term: SearchTerm): ImageHolds {
  const holds = unsigned(reading, term);
  return term.not ? (block, among) => opposite(holds(block, among)) : holds;
}

/** Numbers are compared in no time; texts are gone through. */
const costOf = ({ kind }: SearchTerm): number => (kind === 'time' || kind === 'size' || kind === 'flag' ? 0 : 1);

/** Of each image what its repository has. */
export function ofTheirRows({ rows, count }: ImageBlock, marks: Uint8Array): Marks {
  const theirs = new Uint8Array(count);
  for (let image = 0; image < count; image += 1) theirs[image] = marks[rows[image] as number] ?? 0;
  return theirs;
}

/** Leaves the ones that are ones in both, in the first. */
export function keep(marks: Marks, others: Marks): Marks {
  for (let image = 0; image < marks.length; image += 1) if (others[image] === 0) marks[image] = 0;
  return marks;
}

/** In place. */
function opposite(marks: Marks): Marks {
  for (let image = 0; image < marks.length; image += 1) marks[image] = 1 - (marks[image] as number);
  return marks;
}

/** Whether a word is in an image's tags, platforms or labels, or begins its digest. */
export function wordHolds({ database, kinds }: ImageReading, word: string): ImageHolds {
  const digits = digestWord(word);
  const ids = digits === undefined ? undefined : digestIds(database, digits);
  const ofKind = byKind(kinds, (kind) => [...traitOf(kind, 'platform'), ...traitOf(kind, 'label')].some((line) => line.includes(word)));
  return (block) => {
    const marks = ofKind(block);
    eachWith(block, word, (image) => (marks[image] = 1));
    if (ids !== undefined) markIds(block, ids, marks);
    return marks;
  };
}

/** How well the tags of the images fit a word: 0 one is it, 1 one begins with it, 2 one has it, 3 none. */
export const rankOf = (word: string): ImageHolds => (block) => {
  const ranks = new Uint8Array(block.count).fill(3);
  eachWith(block, word, (image, at) => {
    const isBeginning = block.tags[at - 1] === '\n';
    const rank = isBeginning && block.tags[at + word.length] === '\n' ? 0 : isBeginning ? 1 : 2;
    if (rank < (ranks[image] as number)) ranks[image] = rank;
  });
  return ranks;
};

function unsigned(reading: ImageReading, term: SearchTerm): ImageHolds {
  switch (term.kind) {
    case 'word':
      return wordHolds(reading, term.text);
    case 'time':
      return within(term.filter === 'pulled' ? 'pulled' : 'pushed', term.from, term.to);
    case 'size':
      return within('sizes', term.least, term.most);
    case 'flag':
      return ({ starts, count }, among) => marked(count, (image) => ((starts[image + 1] as number) > (starts[image] as number) + 1) === (term.flag === 'tagged'), among);
    case 'text':
      return textHolds(reading, term);
  }
}

function textHolds({ database, kinds }: ImageReading, term: Extract<SearchTerm, { kind: 'text' }>): ImageHolds {
  const { filter, value } = term;
  if (filter === 'tag') {
    const { piece, fits } = lineLike(value);
    return (block, among) => {
      if (among !== undefined && areFew(among)) return marked(block.count, (image) => occurs(tagsOf(block, image), piece, fits), among);
      const marks = new Uint8Array(block.count);
      eachWith(block, piece, (image) => (marks[image] = 1), fits);
      return marks;
    };
  }
  if (filter === 'digest') {
    const ids = digestIds(database, value.replace(/^sha256:/, ''));
    return (block) => markIds(block, ids, new Uint8Array(block.count));
  }
  const isLike = likeness(value);
  return byKind(kinds, (kind) => traitOf(kind, filter as Trait).some(isLike));
}

/** Kinds may become more with every block: they are asked again then. */
function byKind(kinds: Kinds, has: (kind: Kind) => boolean): ImageHolds {
  let answers = kinds.answers(has);
  return (block) => {
    if (answers.length < kinds.all.length) answers = kinds.answers(has);
    const now = answers;
    // Words are in few of them.
    return !now.includes(1) ? new Uint8Array(block.count) : marked(block.count, (image) => now[block.kinds[image] as number] === 1);
  };
}

const within = (column: 'sizes' | 'pushed' | 'pulled', least = -Infinity, most = Infinity): ImageHolds => ({ [column]: values, count }, among) =>
  marked(count, (image) => (values[image] as number) >= least && (values[image] as number) <= most, among);

function marked(count: number, holds: (image: number) => boolean, among?: Marks): Marks {
  const marks = new Uint8Array(count);
  for (let image = 0; image < count; image += 1) if ((among === undefined || among[image] === 1) && holds(image)) marks[image] = 1;
  return marks;
}

/** Each of fewer than one in so many is looked at by itself. */
const FEW = 8;
function areFew(marks: Marks): boolean {
  let ones = 0;
  for (let image = 0; image < marks.length; image += 1) ones += marks[image] as number;
  return ones * FEW < marks.length;
}

const tagsOf = ({ tags, starts }: ImageBlock, image: number): string => tags.slice(starts[image], (starts[image + 1] as number) - 1);

/** Calls for the occurrences of a piece in tags. */
function eachWith({ tags, starts }: ImageBlock, piece: string, found: (image: number, at: number) => void, fits?: Fits): void {
  if (piece === '') return;
  for (let at = tags.indexOf(piece), image = 0; at >= 0; at = tags.indexOf(piece, at + 1)) {
    while ((starts[image + 1] as number) <= at) image += 1;
    if (fits === undefined || fits(tags, at)) found(image, at);
  }
}

function markIds({ offsets, base, count }: ImageBlock, ids: ReadonlySet<number>, marks: Marks): Marks {
  if (ids.size > 0) for (let image = 0; image < count; image += 1) if (ids.has(base + (offsets[image] as number))) marks[image] = 1;
  return marks;
}
