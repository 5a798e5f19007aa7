/** Trees of layers that are listed, made when they are asked for and kept while they are. */
import type { Waste } from './files/waste';
import { wasteOf } from './files/waste';
import { fileChanges, type FileChanges } from './files/file-changes';
import { ABSENT, ImageFiles, type Tree } from './files/image-files';
import type { LayerFiles } from './files/layer-files';
import { type FileRow, type FilesWanted, type KeptLists, queryFiles } from './files/query-files';

export interface ChangeCounts {
  added: number;
  changed: number;
  removed: number;
}

interface View {
  changes: FileChanges;
  lists: KeptLists;
}

/** A view of a million files takes some 50 MB. */
const MOST_VIEWS = 3;

/** One image, or two whose files are compared. */
export class BuiltImages {
  readonly #files = new ImageFiles();
  /** For each image the numbers of its layers. */
  readonly #images: number[][];
  readonly #trees = new Map<string, Tree>();
  readonly #views = new Map<string, View>();
  #counts: ChangeCounts[] | undefined;
  #waste: Waste | undefined;

  constructor(images: readonly (readonly LayerFiles[])[]) {
    const numbers = new Map<LayerFiles, number>();
    const numberOf = (files: LayerFiles): number => {
      const number = numbers.get(files) ?? this.#files.add(files);
      numbers.set(files, number);
      return number;
    };
    this.#images = images.map((layers) => layers.map(numberOf));
  }

  /** Files of the first image; with `layer` as that one leaves them. */
  layerFiles(layer: number | undefined, wanted: FilesWanted): { rows: FileRow[]; total: number } {
    return this.#query(`layer ${layer ?? 'all'}`, wanted, () =>
      layer === undefined
        ? fileChanges(this.#files, { after: this.#tree(0, this.#length(0)), layered: false })
        : fileChanges(this.#files, { before: this.#tree(0, layer), after: this.#tree(0, layer + 1), layered: true }),
    );
  }

  /** Files of the second image against those of the first. */
  comparedFiles(wanted: FilesWanted): { rows: FileRow[]; total: number } {
    return this.#query('compared', wanted, () => this.#compared());
  }

  /** What the second image has more, less and other than the first, in files and bytes. */
  comparison(): ChangeCounts & { same: number; sizeLeft: number; sizeRight: number } {
    const { files, added, changed, removed, size, sizeBefore } = this.#view('compared', () => this.#compared()).changes;
    const [all = 0, more = 0, other = 0] = [files[0], added[0], changed[0]];
    return { added: more, changed: other, removed: removed[0] ?? 0, same: all - more - other, sizeLeft: sizeBefore[0] ?? 0, sizeRight: size[0] ?? 0 };
  }

  /** How many files each layer of the first image adds, changes and removes. */
  counts(): ChangeCounts[] {
    const image = this.#files;
    this.#counts ??= this.#allTrees().map((after, index, trees) => {
      const before = trees[index - 1] ?? image.empty();
      const counts = { added: 0, changed: 0, removed: 0 };
      for (let path = 1; path < after.length; path += 1) {
        const [was, is] = [before[path] as number, after[path] as number];
        if (was === is) continue;
        const wasFile = was !== ABSENT && !image.isFolder(was);
        const isFile = is !== ABSENT && !image.isFolder(is);
        if (wasFile && isFile) counts.changed += 1;
        else if (isFile) counts.added += 1;
        else if (wasFile) counts.removed += 1;
      }
      return counts;
    });
    return this.#counts;
  }

  waste(): Waste {
    this.#waste ??= wasteOf(this.#files, this.#images[0] ?? [], this.#allTrees());
    return this.#waste;
  }

  /** How many files the first image has, and their bytes. */
  total(): { files: number; fileBytes: number } {
    const tree = this.#tree(0, this.#length(0));
    let [files, fileBytes] = [0, 0];
    for (const number of tree) {
      if (number === ABSENT || this.#files.isFolder(number)) continue;
      files += 1;
      fileBytes += this.#files.sizeOf(number);
    }
    return { files, fileBytes };
  }

  pathOf(path: number): string {
    return this.#files.paths.pathOf(path);
  }

  #compared(): FileChanges {
    return fileChanges(this.#files, { before: this.#tree(0, this.#length(0)), after: this.#tree(1, this.#length(1)), layered: false });
  }

  #query(key: string, wanted: FilesWanted, make: () => FileChanges): { rows: FileRow[]; total: number } {
    const { changes, lists } = this.#view(key, make);
    const { rows, total } = queryFiles(this.#files, changes, wanted, lists);
    return { total, rows: rows.map((row) => this.#placed(row)) };
  }

  /** A layer that an image has twice is one among the files; in a comparison a place in one image says nothing. */
  #placed({ layer: number, ...row }: FileRow): FileRow {
    const layer = number === undefined || this.#images.length > 1 ? -1 : (this.#images[0]?.lastIndexOf(number) ?? -1);
    return layer < 0 ? row : { ...row, layer };
  }

  #view(key: string, make: () => FileChanges): View {
    const view = this.#views.get(key) ?? { changes: make(), lists: new Map() };
    this.#views.delete(key);
    this.#views.set(key, view);
    for (const old of [...this.#views.keys()].slice(0, Math.max(0, this.#views.size - MOST_VIEWS))) this.#views.delete(old);
    return view;
  }

  /** After each of the first image's layers. */
  #allTrees(): Tree[] {
    const trees: Tree[] = [];
    for (const layer of this.#images[0] ?? []) trees.push(this.#files.with(trees.at(-1) ?? this.#files.empty(), layer));
    return trees;
  }

  /** After the first layers of an image; only whole images are kept. */
  #tree(image: number, layers: number): Tree {
    const key = `${image} ${layers}`;
    const tree = this.#trees.get(key) ?? this.#files.tree((this.#images[image] ?? []).slice(0, layers));
    if (layers === this.#length(image)) this.#trees.set(key, tree);
    return tree;
  }

  #length(image: number): number {
    return this.#images[image]?.length ?? 0;
  }
}
