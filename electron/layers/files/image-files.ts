/** The files of an image as each of its layers leaves them (OCI image specification, “Applying changesets”). */
import { FILE, FOLDER, HARD_LINK, IMPLIED, isFolder, KINDS, type FileKind, type LayerFiles, OPAQUE, REMOVED } from './layer-files';
import { Paths } from './paths';

/** For each path the entry that is there: a number for `ImageFiles.entry`, or one of the two below. */
export type Tree = Int32Array;
export const ABSENT = -1;
/** A folder that no layer names. */
const IMPLIED_FOLDER = -2;

/** One entry of a layer, as far as it can be compared. */
export interface Entry {
  kind: FileKind;
  size: number;
  mode: number;
  uid: number;
  gid: number;
  mtime: number;
  link?: string;
  attributes: number;
  /** Index of the layer that it is from; undefined for a folder that no layer names. */
  layer?: number;
}

interface AddedLayer {
  files: LayerFiles;
  /** Numbers of its paths among those of all. */
  numbers: Int32Array;
  /** Number of its first entry among those of all layers. */
  first: number;
}

/** Layers over one set of paths: of one image, or of two that are compared. All are added before the first tree is made. */
export class ImageFiles {
  readonly paths = new Paths();
  readonly #layers: AddedLayer[] = [];
  #entries = 0;

  /** Takes a layer; answers its number. */
  add(files: LayerFiles): number {
    const { parent, name, names } = files.columns;
    const numbers = new Int32Array(files.count);
    for (let id = 1; id < files.count; id += 1) numbers[id] = this.paths.child(numbers[parent[id] as number] as number, names[name[id] as number] as string);
    this.#layers.push({ files, numbers, first: this.#entries });
    this.#entries += files.count;
    return this.#layers.length - 1;
  }

  /** Roughly how many bytes of memory this takes besides its layers. */
  get bytes(): number {
    return this.paths.bytes + this.#entries * 4;
  }

  empty(): Tree {
    const tree = new Int32Array(this.paths.count).fill(ABSENT);
    tree[0] = IMPLIED_FOLDER;
    return tree;
  }

  /** A tree with one more layer on it; whiteouts mean what is below, never what the same layer brings. */
  with(below: Tree, layer: number): Tree {
    const tree = below.slice();
    const { files, numbers, first } = this.#layers[layer] as AddedLayer;
    const { marks, kind, parent } = files.columns;
    for (let id = 0; id < files.count; id += 1) {
      const mark = marks[id] as number;
      const path = numbers[id] as number;
      if ((mark & (REMOVED | OPAQUE)) !== 0) this.paths.below(path, (each) => void (tree[each] = ABSENT));
      if ((mark & REMOVED) !== 0 && path !== 0) tree[path] = ABSENT;
    }
    const isPresent = presentIn(files);
    for (let id = 1; id < files.count; id += 1) {
      if (isPresent[id] === 0) continue;
      const path = numbers[id] as number;
      const hadFolder = this.isFolder(tree[path] as number);
      const here = kind[id] as number;
      const above = numbers[parent[id] as number] as number;
      if (!this.isFolder(tree[above] as number)) tree[above] = IMPLIED_FOLDER;
      if (here === IMPLIED) {
        if (!hadFolder) tree[path] = IMPLIED_FOLDER;
        continue;
      }
      if (hadFolder && here !== FOLDER) this.paths.below(path, (each) => void (tree[each] = ABSENT));
      tree[path] = first + id;
    }
    return tree;
  }

  /** The tree that these layers make, one on the other. */
  tree(layers: readonly number[]): Tree {
    return layers.reduce((below, layer) => this.with(below, layer), this.empty());
  }

  /** Bytes of a file; 0 for what is none. */
  sizeOf(number: number): number {
    if (number < 0) return 0;
    const { files, id } = this.#at(number);
    return files.columns.kind[id] === FILE ? (files.columns.size[id] as number) : 0;
  }
  /** Index of the layer that an entry is from; -1 for none. */
  layerOf(number: number): number {
    return number < 0 ? -1 : this.#at(number).layer;
  }
  /** A number that files of the same content share; 0 where there is no content. */
  printOf(number: number): number {
    if (number < 0) return 0;
    const { files, id } = this.#at(number);
    return files.columns.print[id] as number;
  }

  entry(number: number): Entry {
    if (number < 0) return { kind: 'implied', size: 0, mode: 0o755, uid: 0, gid: 0, mtime: 0, attributes: 0 };
    const { files, id, layer } = this.#at(number);
    const { kind, mode, uid, gid, mtime, link, links, attributes } = files.columns;
    const isLink = kind[id] === HARD_LINK || KINDS[kind[id] as number] === 'link';
    const target = isLink ? links[link[id] as number] : undefined;
    return {
      kind: KINDS[kind[id] as number] as FileKind,
      size: this.sizeOf(number),
      mode: mode[id] as number,
      uid: uid[id] as number,
      gid: gid[id] as number,
      mtime: mtime[id] as number,
      attributes: attributes[id] as number,
      layer,
      ...(target !== undefined && { link: target }),
    };
  }

  /** Whether two entries are alike but for their times; folders that no layer names equal any folder. */
  alike(one: number, other: number): boolean {
    if (one === other) return true;
    const isFolderHere = this.isFolder(one);
    if (isFolderHere !== this.isFolder(other)) return false;
    if (isFolderHere && (one < 0 || other < 0)) return true;
    return this.sameContent(one, other) && this.#sameOwner(one, other);
  }
  /** Whether two entries that are no folders have the same bytes, or lead to the same place. */
  sameContent(one: number, other: number): boolean {
    const left = this.#at(one);
    const right = this.#at(other);
    const a = left.files.columns;
    const b = right.files.columns;
    if (a.kind[left.id] !== b.kind[right.id] || a.print[left.id] !== b.print[right.id]) return false;
    if (a.kind[left.id] === FOLDER) return true;
    return this.sizeOf(one) === this.sizeOf(other) && this.entry(one).link === this.entry(other).link;
  }

  #sameOwner(one: number, other: number): boolean {
    const left = this.#at(one);
    const right = this.#at(other);
    const a = left.files.columns;
    const b = right.files.columns;
    return a.mode[left.id] === b.mode[right.id] && a.uid[left.id] === b.uid[right.id] && a.gid[left.id] === b.gid[right.id];
  }

  /** Whether there is a folder. */
  isFolder(number: number): boolean {
    if (number < 0) return number === IMPLIED_FOLDER;
    const { files, id } = this.#at(number);
    return isFolder(files.columns.kind[id] as number);
  }

  #at(number: number): { files: LayerFiles; id: number; layer: number } {
    let low = 0;
    let high = this.#layers.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((this.#layers[middle] as AddedLayer).first <= number) low = middle;
      else high = middle - 1;
    }
    const { files, first } = this.#layers[low] as AddedLayer;
    return { files, id: number - first, layer: low };
  }

  /** Calls for every file of a layer, with its path. */
  entriesOf(layer: number, visit: (path: number, number: number) => void): void {
    const { files, numbers, first } = this.#layers[layer] as AddedLayer;
    for (let id = 1; id < files.count; id += 1) {
      const kind = files.columns.kind[id] as number;
      if (!isFolder(kind)) visit(numbers[id] as number, first + id);
    }
  }
}

/** Which paths of a layer are there once it is unpacked: what it names, and the folders that lead there; not what it only removes. */
function presentIn({ columns: { kind, parent }, count }: LayerFiles): Uint8Array {
  const present = new Uint8Array(count);
  for (let id = count - 1; id > 0; id -= 1) {
    if (kind[id] !== IMPLIED) present[id] = 1;
    if (present[id] === 1) present[parent[id] as number] = 1;
  }
  return present;
}
