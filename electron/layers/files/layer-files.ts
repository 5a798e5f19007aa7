/** What a layer says of files: one row of columns for each path, so that millions of them take little room. */
import type { TarFile } from '../tar/tar-reader';
import { roomFor } from './columns';
import { Paths, type PathColumns } from './paths';

/** Kinds as numbers: `implied` is a folder that the tar does not name, only files in it. */
export const KINDS = ['implied', 'file', 'hard-link', 'link', 'character-device', 'block-device', 'folder', 'pipe', 'other'] as const;
export type FileKind = (typeof KINDS)[number];
export const IMPLIED = 0;
export const FILE = 1;
export const HARD_LINK = 2;
export const FOLDER = 6;

export const isFolder = (kind: number): boolean => kind === IMPLIED || kind === FOLDER;

/** Whiteouts of a path (OCI image specification, “Layer”): bits. */
export const REMOVED = 1;
export const OPAQUE = 2;

export interface LayerColumns extends PathColumns {
  kind: Uint8Array;
  /** Of whiteouts. */
  marks: Uint8Array;
  size: Float64Array;
  mode: Uint16Array;
  uid: Uint32Array;
  gid: Uint32Array;
  /** Seconds since 1970. */
  mtime: Float64Array;
  /** 8 bytes of the content's SHA-256, as a number; 0 where there is no content. */
  print: Float64Array;
  /** Which of `links` a link means; -1 for none. */
  link: Int32Array;
  links: string[];
  attributes: Uint8Array;
}

/** A layer's files, for reading. */
export interface LayerFiles {
  columns: LayerColumns;
  /** Paths in the columns, the root among them. */
  count: number;
  /** Entries of the tar, whiteouts among them. */
  entries: number;
  /** Uncompressed bytes of files. */
  fileBytes: number;
  /** Why not everything is here: damaged, or more than is listed. */
  problem?: string;
  /** Entries that were left out because their paths lead out of the image. */
  refused: number;
}

/** Roughly how many bytes of memory they take. */
export const weightOf = ({ columns: { links, names, parent } }: LayerFiles): number =>
  parent.length * 49 + [...names, ...links].reduce((sum, text) => sum + 40 + text.length, 0);

const WHITEOUT = '.wh.';
const OPAQUE_NAME = '.wh..wh..opq';
/** Linux has no longer path (PATH_MAX), and a part of it takes at least two bytes. */
const LONGEST_PATH = 4096;

const KIND_OF: Readonly<Record<string, number>> = { '0': 1, '1': 2, '2': 3, '3': 4, '4': 5, '5': 6, '6': 7 };

/** Takes the entries of a tar in their order; a later entry of a path replaces an earlier one, as unpacking would. */
export class LayerFilesBuilder {
  readonly #paths = new Paths();
  readonly #linkNumbers = new Map<string, number>();
  #kind = new Uint8Array(256);
  #marks = new Uint8Array(256);
  #size = new Float64Array(256);
  #mode = new Uint16Array(256);
  #uid = new Uint32Array(256);
  #gid = new Uint32Array(256);
  #mtime = new Float64Array(256);
  #print = new Float64Array(256);
  #link = new Int32Array(256);
  #attributes = new Uint8Array(256);
  #entries = 0;
  #refused = 0;
  #linkText = 0;

  get entries(): number {
    return this.#entries;
  }
  /** Roughly how many bytes of memory it takes by now. */
  get weight(): number {
    return this.#paths.bytes + this.#kind.length * 49 + this.#linkText;
  }

  add(file: TarFile): void {
    this.#entries += 1;
    const parts = partsOf(file.path);
    if (parts === undefined) {
      this.#refused += 1;
      return;
    }
    const name = parts.at(-1);
    if (name === OPAQUE_NAME) return this.#mark(this.#number(parts.slice(0, -1)), OPAQUE);
    if (name?.startsWith(WHITEOUT) === true) {
      // AUFS keeps things of its own under names that begin with two of them; none is a file of the image.
      const removed = name.slice(WHITEOUT.length);
      if (removed === '' || removed.startsWith(WHITEOUT) || removed === '.' || removed === '..') return;
      return this.#mark(this.#number([...parts.slice(0, -1), removed]), REMOVED);
    }
    this.#put(this.#number(parts), file);
  }

  done(problem?: string): LayerFiles {
    const count = this.#paths.count;
    const columns: LayerColumns = {
      ...this.#paths.columns(),
      kind: this.#kind.slice(0, count),
      marks: this.#marks.slice(0, count),
      size: this.#size.slice(0, count),
      mode: this.#mode.slice(0, count),
      uid: this.#uid.slice(0, count),
      gid: this.#gid.slice(0, count),
      mtime: this.#mtime.slice(0, count),
      print: this.#print.slice(0, count),
      link: this.#link.slice(0, count),
      attributes: this.#attributes.slice(0, count),
      links: [...this.#linkNumbers.keys()],
    };
    const fileBytes = columns.size.reduce((sum, size) => sum + size, 0);
    return { columns, count, entries: this.#entries, fileBytes, refused: this.#refused, ...(problem !== undefined && { problem }) };
  }

  #number(parts: readonly string[]): number {
    let id = 0;
    for (const part of parts) id = this.#paths.child(id, part);
    return id;
  }

  #mark(id: number, mark: number): void {
    this.#reach(id);
    this.#marks[id] = (this.#marks[id] as number) | mark;
  }

  #put(id: number, file: TarFile): void {
    this.#reach(id);
    const kind = KIND_OF[file.type] ?? 8;
    this.#kind[id] = kind;
    this.#size[id] = file.size;
    this.#mode[id] = file.mode;
    this.#uid[id] = file.uid;
    this.#gid[id] = file.gid;
    this.#mtime[id] = file.mtime;
    this.#print[id] = file.print === undefined ? 0 : printNumber(file.print);
    this.#link[id] = file.link === '' ? -1 : this.#linkNumber(file.link);
    this.#attributes[id] = Math.min(255, file.attributes);
  }

  #linkNumber(link: string): number {
    let number = this.#linkNumbers.get(link);
    if (number === undefined) {
      number = this.#linkNumbers.size;
      this.#linkNumbers.set(link, number);
      this.#linkText += 80 + link.length * 2;
    }
    return number;
  }

  /** Makes room up to a path; all columns are as long as one another. */
  #reach(id: number): void {
    if (id < this.#kind.length) return;
    this.#kind = roomFor(this.#kind, id);
    this.#marks = roomFor(this.#marks, id);
    this.#size = roomFor(this.#size, id);
    this.#mode = roomFor(this.#mode, id);
    this.#uid = roomFor(this.#uid, id);
    this.#gid = roomFor(this.#gid, id);
    this.#mtime = roomFor(this.#mtime, id);
    this.#print = roomFor(this.#print, id);
    this.#link = roomFor(this.#link, id);
    this.#attributes = roomFor(this.#attributes, id);
  }
}

/** 52 bits of a print: as many as a number holds for certain. */
const printNumber = (print: Buffer): number => print.readUInt32LE(0) * 2 ** 20 + (print.readUInt32LE(4) >>> 12) + 1;

/** The parts of a path within the image: `/etc/./x` is `etc/x`. Undefined for one that leads out of it, or is longer than any. */
export function partsOf(path: string): string[] | undefined {
  if (path.length > LONGEST_PATH) return undefined;
  const parts = path.split('/').filter((part) => part !== '' && part !== '.');
  return parts.includes('..') ? undefined : parts;
}
