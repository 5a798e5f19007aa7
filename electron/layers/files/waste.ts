/**
 * Bytes of layers that nobody sees. The efficiency is that of `dive` (its `filetree/efficiency.go`): over all paths, the least size a path
 * has in any layer, 0 once it is removed, divided by the sum of its sizes. Other than there, the removal of a folder counts for each file in it.
 */
import { ABSENT, type ImageFiles, type Tree } from './image-files';

export interface WastedFile {
  /** Number of the path. */
  path: number;
  /** Bytes of copies that are not in the image. */
  wasted: number;
  /** Layers that have a copy. */
  layers: number[];
  /** The layer that removes it. */
  removedIn?: number;
}

export interface DuplicateFiles {
  /** Bytes of one. */
  size: number;
  paths: number[];
}

export interface Waste {
  /** 0 to 1. */
  efficiency: number;
  wastedBytes: number;
  /** Of each layer, in their order, the bytes that are not in the image. */
  byLayer: number[];
  /** The most wasteful first. */
  files: WastedFile[];
  /** Files of the image with the same content, the most wasteful first. */
  duplicates: DuplicateFiles[];
}

/** `trees`: what the image is after each of the layers. */
export function wasteOf(image: ImageFiles, layers: readonly number[], trees: readonly Tree[]): Waste {
  const final = trees.at(-1) ?? image.empty();
  const total = new Float64Array(final.length);
  const least = new Float64Array(final.length).fill(Infinity);
  const byLayer = layers.map(() => 0);
  const wasted = new Map<number, WastedFile>();
  for (const [index, layer] of layers.entries()) {
    const before = trees[index - 1];
    const after = trees[index] as Tree;
    if (before !== undefined) noteRemovals(image, { before, after, index, least, wasted });
    image.entriesOf(layer, (path, number) => {
      const size = image.sizeOf(number);
      total[path] = (total[path] as number) + size;
      least[path] = Math.min(least[path] as number, size);
      if (final[path] === number || size === 0) return;
      byLayer[index] = (byLayer[index] as number) + size;
      const file = wasted.get(path) ?? { path, wasted: 0, layers: [] };
      file.wasted += size;
      file.layers.push(index);
      wasted.set(path, file);
    });
  }
  let sum = 0;
  let smallest = 0;
  for (let path = 0; path < total.length; path += 1) {
    if (total[path] === 0) continue;
    sum += total[path] as number;
    smallest += least[path] as number;
  }
  return {
    efficiency: sum === 0 ? 1 : smallest / sum,
    wastedBytes: byLayer.reduce((all, bytes) => all + bytes, 0),
    byLayer,
    files: [...wasted.values()].sort((a, b) => b.wasted - a.wasted),
    duplicates: duplicatesIn(image, final),
  };
}

function noteRemovals(image: ImageFiles, { before, after, index, least, wasted }: { before: Tree; after: Tree; index: number; least: Float64Array; wasted: Map<number, WastedFile> }): void {
  for (let path = 0; path < before.length; path += 1) {
    const was = before[path] as number;
    if (was === ABSENT || image.isFolder(was)) continue;
    const is = after[path] as number;
    if (is !== ABSENT && !image.isFolder(is)) continue;
    least[path] = 0;
    const file = wasted.get(path);
    if (file !== undefined) file.removedIn = index;
    else if (image.sizeOf(was) > 0) wasted.set(path, { path, wasted: 0, layers: [], removedIn: index });
  }
}

/** Files below this many bytes are not worth naming twice. */
const WORTH_NAMING = 1024;

function duplicatesIn(image: ImageFiles, tree: Tree): DuplicateFiles[] {
  const first = new Map<number, number>();
  const found = new Map<number, DuplicateFiles>();
  for (let path = 0; path < tree.length; path += 1) {
    const number = tree[path] as number;
    const size = image.sizeOf(number);
    if (size < WORTH_NAMING) continue;
    const print = image.printOf(number);
    const other = first.get(print);
    if (other === undefined) first.set(print, path);
    else {
      const group = found.get(print) ?? { size, paths: [other] };
      group.paths.push(path);
      found.set(print, group);
    }
  }
  return [...found.values()].sort((a, b) => b.size * (b.paths.length - 1) - a.size * (a.paths.length - 1));
}
