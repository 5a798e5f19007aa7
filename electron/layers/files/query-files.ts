/** Windows of a tree's files: of one folder, or of all that a search finds. */
import { CHANGES, type FileChange, type FileChanges } from './file-changes';
import type { Entry, ImageFiles } from './image-files';

export interface FilesWanted {
  /** `a/b`; the root without it. Files in it, at any depth when there is a search or it is asked `flat`. */
  folder?: string | undefined;
  /** Part of a path, or a pattern with `*` and `?`. */
  search: string;
  flat: boolean;
  /** Only what is added, changed or removed, and folders with such. */
  changesOnly: boolean;
  sort: 'name' | 'size';
  descending: boolean;
  offset: number;
  limit: number;
}

export interface FileRow extends Omit<Entry, 'attributes'> {
  path: string;
  name: string;
  /** Bytes before, where that differs. Of a folder both are sums of all that is in it. */
  sizeBefore: number;
  change: Exclude<FileChange, 'absent'>;
  /** Whether a file that changed has the same content, and only another owner or mode. */
  sameContent?: boolean;
  /** Of a folder, how many files are in it after, and what became of them. */
  inside?: { files: number; added: number; changed: number; removed: number };
  attributes?: number;
}

/** Lists of paths that were asked for: scrolling asks for the same one again and again. */
export type KeptLists = Map<string, Int32Array>;

const MOST_KEPT = 4;

export function queryFiles(image: ImageFiles, changes: FileChanges, wanted: FilesWanted, kept: KeptLists): { rows: FileRow[]; total: number } {
  const { offset, limit, ...question } = wanted;
  const key = JSON.stringify(question);
  const list = kept.get(key) ?? sorted(image, changes, wanted, found(image, changes, wanted));
  kept.delete(key);
  kept.set(key, list);
  for (const old of [...kept.keys()].slice(0, Math.max(0, kept.size - MOST_KEPT))) kept.delete(old);
  return { total: list.length, rows: [...list.subarray(offset, offset + limit)].map((id) => rowOf(image, changes, id)) };
}

function found(image: ImageFiles, changes: FileChanges, { folder = '', search, flat, changesOnly }: FilesWanted): number[] {
  const { paths } = image;
  const root = paths.find(folder);
  const ids: number[] = [];
  if (root === undefined) return ids;
  const isShown = (id: number): boolean => changes.change[id] !== 0 && (!changesOnly || isDifferent(changes, id));
  if (search === '' && !flat) {
    for (const id of paths.childrenOf(root)) if (isShown(id)) ids.push(id);
    return ids;
  }
  const pass = passing(image, search.toLowerCase());
  paths.below(root, (id) => {
    if (isShown(id) && (!flat || !isFolderIn(image, changes, id)) && pass(id)) ids.push(id);
  });
  return ids;
}

const isDifferent = (changes: FileChanges, id: number): boolean =>
  (changes.change[id] as number) > 1 || (changes.added[id] as number) + (changes.changed[id] as number) + (changes.removed[id] as number) > 0;

const numberIn = (changes: FileChanges, id: number): number => ((changes.after[id] as number) === -1 ? (changes.before[id] as number) : (changes.after[id] as number));
const isFolderIn = (image: ImageFiles, changes: FileChanges, id: number): boolean => image.isFolder(numberIn(changes, id));

/** Names are tested once each; only words with a slash need the whole path. */
function passing({ paths }: ImageFiles, words: string): (id: number) => boolean {
  const pattern = /[*?]/.test(words) ? globOf(words) : undefined;
  const test = (text: string): boolean => pattern?.(text) ?? text.includes(words);
  if (words.includes('/')) return (id) => test(`/${paths.pathOf(id).toLowerCase()}`);
  const names = paths.namesThat((name) => test(name.toLowerCase()));
  return (id) => names[paths.nameNumberOf(id)] === 1;
}

/** `*` is any run of characters, `?` one; steps are at most the product of both lengths. */
function globOf(pattern: string): (text: string) => boolean {
  return (text) => {
    let [at, star, marked] = [0, -1, 0];
    let index = 0;
    while (index < text.length) {
      if (pattern[at] === '*') [star, marked, at] = [at, index, at + 1];
      else if (at < pattern.length && (pattern[at] === '?' || pattern[at] === text[index])) [at, index] = [at + 1, index + 1];
      else if (star >= 0) [at, marked, index] = [star + 1, marked + 1, marked + 1];
      else return false;
    }
    while (pattern[at] === '*') at += 1;
    return at === pattern.length;
  };
}

function sorted(image: ImageFiles, changes: FileChanges, { sort, descending, search, flat }: FilesWanted, ids: number[]): Int32Array {
  const { paths } = image;
  const isFlat = flat || search !== '';
  const names = new Map(ids.map((id) => [id, isFlat ? paths.pathOf(id) : paths.nameOf(id)]));
  const byName = (a: number, b: number): number => ((names.get(a) as string) < (names.get(b) as string) ? -1 : 1);
  const folderFirst = (a: number, b: number): number => (isFlat ? 0 : Number(isFolderIn(image, changes, b)) - Number(isFolderIn(image, changes, a)));
  // What was removed counts with what it had.
  const size = (id: number): number => Math.max(changes.size[id] as number, changes.after[id] === -1 ? (changes.sizeBefore[id] as number) : 0);
  const sign = descending ? -1 : 1;
  const compare = sort === 'size' ? (a: number, b: number) => sign * (size(a) - size(b)) || byName(a, b) : (a: number, b: number) => folderFirst(a, b) || sign * byName(a, b);
  return Int32Array.from(ids).sort(compare);
}

function rowOf(image: ImageFiles, changes: FileChanges, id: number): FileRow {
  const number = numberIn(changes, id);
  const { attributes, ...entry } = image.entry(number);
  const change = CHANGES[changes.change[id] as number] as FileRow['change'];
  const was = changes.before[id] as number;
  const is = changes.after[id] as number;
  const isFolder = image.isFolder(number);
  return {
    ...entry,
    path: image.paths.pathOf(id),
    name: image.paths.nameOf(id),
    size: changes.size[id] as number,
    sizeBefore: changes.sizeBefore[id] as number,
    change,
    ...(attributes > 0 && { attributes }),
    ...(change === 'changed' && was >= 0 && is >= 0 && !isFolder && { sameContent: image.sameContent(was, is) }),
    ...(isFolder && { inside: { files: changes.files[id] as number, added: changes.added[id] as number, changed: changes.changed[id] as number, removed: changes.removed[id] as number } }),
  };
}
