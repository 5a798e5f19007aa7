/** What differs between two trees of the same paths, and how much there is in each folder. */
import { ABSENT, type ImageFiles, type Tree } from './image-files';

/** As numbers: `rewritten` is a file that a layer writes again as it was, `absent` one that is in neither tree. */
export const CHANGES = ['absent', 'same', 'added', 'changed', 'removed', 'rewritten'] as const;
export type FileChange = (typeof CHANGES)[number];
const SAME = 1;
const ADDED = 2;
const CHANGED = 3;
const GONE = 4;
const REWRITTEN = 5;

/** For each path; of folders, sums over all that is in them. */
export interface FileChanges {
  before: Tree;
  after: Tree;
  change: Uint8Array;
  /** Bytes after and before. */
  size: Float64Array;
  sizeBefore: Float64Array;
  /** How many files are there after, and how many are new, different (or written again) and gone. */
  files: Uint32Array;
  added: Uint32Array;
  changed: Uint32Array;
  removed: Uint32Array;
}

/** Compares `after` with `before`; without one everything is as it is. `layered`: the one is the other with a layer on it. */
export function fileChanges(image: ImageFiles, { before, after, layered }: { before?: Tree; after: Tree; layered: boolean }): FileChanges {
  const { paths } = image;
  const count = paths.count;
  const old = before ?? after;
  const changes: FileChanges = {
    before: old,
    after,
    change: new Uint8Array(count),
    size: new Float64Array(count),
    sizeBefore: new Float64Array(count),
    files: new Uint32Array(count),
    added: new Uint32Array(count),
    changed: new Uint32Array(count),
    removed: new Uint32Array(count),
  };
  for (let id = count - 1; id >= 0; id -= 1) {
    const change = changeOf(image, { was: old[id] as number, is: after[id] as number, layered });
    changes.change[id] = change;
    own(image, changes, { id, was: old[id] as number, is: after[id] as number, change });
    // Parents have smaller numbers: what is in a folder has been summed before its turn comes.
    if (id > 0) addTo(changes, paths.parentOf(id), id);
  }
  return changes;
}

function changeOf(image: ImageFiles, { was, is, layered }: { was: number; is: number; layered: boolean }): number {
  if (was === is) return is === ABSENT ? 0 : SAME;
  if (was === ABSENT) return ADDED;
  if (is === ABSENT) return GONE;
  if (!image.alike(was, is)) return CHANGED;
  return layered && !image.isFolder(is) ? REWRITTEN : SAME;
}

interface Compared {
  id: number;
  was: number;
  is: number;
  change: number;
}

function own(image: ImageFiles, changes: FileChanges, { id, was, is, change }: Compared): void {
  const isFile = is !== ABSENT && !image.isFolder(is);
  const wasFile = was !== ABSENT && !image.isFolder(was);
  if (isFile) {
    count(changes.files, id, 1);
    changes.size[id] = image.sizeOf(is);
  }
  if (wasFile) changes.sizeBefore[id] = image.sizeOf(was);
  if (isFile && (change === CHANGED || change === REWRITTEN) && wasFile) count(changes.changed, id, 1);
  else if (isFile && change !== SAME) count(changes.added, id, 1);
  if (wasFile && !isFile) count(changes.removed, id, 1);
}

function addTo(changes: FileChanges, parent: number, id: number): void {
  changes.size[parent] = (changes.size[parent] as number) + (changes.size[id] as number);
  changes.sizeBefore[parent] = (changes.sizeBefore[parent] as number) + (changes.sizeBefore[id] as number);
  for (const column of [changes.files, changes.added, changes.changed, changes.removed]) count(column, parent, column[id] as number);
}

function count(column: Uint32Array, id: number, more: number): void {
  column[id] = (column[id] as number) + more;
}
