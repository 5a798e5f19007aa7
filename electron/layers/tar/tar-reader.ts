/** The entries of a layer's tar as its bytes go by; of the bytes of files nothing is kept but a print, unless somebody looks on. */
import { createHash, type Hash } from 'node:crypto';
import { BLOCK, isEndOfTar, readHeader, textOf } from '../../transfer/archive/tar/tar-header';
import { numberField, paxRecords, type PaxRecords } from './tar-fields';

/** What a tar says of one file. */
export interface TarFile {
  /** As the archive writes it. */
  path: string;
  /** The type flag: `0` file, `1` hard link, `2` symbolic link, `3` and `4` devices, `5` folder, `6` pipe. */
  type: string;
  /** Bytes of the file; of a sparse file those that a reader sees. */
  size: number;
  mode: number;
  uid: number;
  gid: number;
  /** Seconds since 1970. */
  mtime: number;
  link: string;
  /** First 8 bytes of the SHA-256 of the content, where it has any. */
  print?: Buffer;
  /** Names of its extended attributes. */
  attributes: number;
}

/** The tar is damaged, cut off, or none; the message is the end of a sentence. */
export class DamagedTar extends Error {}

/** A pax header or a GNU long name is small; a larger one is an attack. */
const MOST_META = 1024 * 1024;
const META = 'xgLK';

/** A file whose bytes go by. */
interface Hashed {
  of: Hash;
  left: number;
  file: TarFile;
}

export class TarReader {
  readonly #take: (file: TarFile) => void;
  readonly #look: ((file: TarFile, part: Buffer) => void) | undefined;
  /** What is collected: a header or the data of a header about the next one. */
  #collected = Buffer.alloc(BLOCK);
  #filled = 0;
  #wanted = BLOCK;
  /** `meta`: the type flag of the header whose data is collected. */
  #meta: string | undefined;
  #skip = 0;
  #hash: Hashed | undefined;
  #pax: PaxRecords = {};
  #global: PaxRecords = {};
  #long: { name?: string; link?: string } = {};
  #headers = 0;
  #ended = false;

  /** `take` gets each entry once its bytes have gone by; `look` those bytes before, piece by piece, which are not its own to keep. */
  constructor(take: (file: TarFile) => void, look?: (file: TarFile, part: Buffer) => void) {
    this.#take = take;
    this.#look = look;
  }

  /** The end of the archive was seen: what follows says nothing. */
  get ended(): boolean {
    return this.#ended;
  }

  /** @throws DamagedTar; what the taker throws. */
  write(bytes: Buffer): void {
    for (let at = 0; at < bytes.length && !this.#ended; ) {
      if (this.#hash !== undefined) at += this.#hashed(bytes, at);
      else if (this.#skip > 0) at += this.#passed(bytes.length - at);
      else at += this.#collect(bytes, at);
    }
  }

  /** No more comes. @throws DamagedTar when that is too early. */
  end(): void {
    if (this.#ended) return;
    if (this.#headers === 0) throw new DamagedTar(this.#filled === 0 ? 'it is empty' : 'it is not a tar file');
    // Some writers leave out the two empty blocks, or the padding of the last file; none its bytes.
    if (this.#hash !== undefined || this.#skip >= BLOCK || this.#meta !== undefined || this.#sparse !== undefined || this.#filled > 0) throw new DamagedTar('it is cut off');
  }

  #hashed(bytes: Buffer, at: number): number {
    const hash = this.#hash as Hashed;
    const part = bytes.subarray(at, at + hash.left);
    hash.of.update(part);
    this.#look?.(hash.file, part);
    hash.left -= part.length;
    if (hash.left === 0) {
      this.#hash = undefined;
      this.#take({ ...hash.file, print: hash.of.digest().subarray(0, 8) });
    }
    return part.length;
  }

  #passed(most: number): number {
    const passed = Math.min(this.#skip, most);
    this.#skip -= passed;
    return passed;
  }

  #collect(bytes: Buffer, at: number): number {
    // Most headers lie whole in what came.
    if (this.#filled === 0 && this.#meta === undefined && bytes.length - at >= BLOCK) {
      this.#block(bytes.subarray(at, at + BLOCK));
      return BLOCK;
    }
    const copied = bytes.copy(this.#collected, this.#filled, at, at + this.#wanted - this.#filled);
    this.#filled += copied;
    if (this.#filled === this.#wanted) {
      const whole = this.#collected.subarray(0, this.#wanted);
      this.#filled = 0;
      this.#wanted = BLOCK;
      if (this.#meta === undefined) this.#block(whole);
      else this.#metaRead(this.#meta, whole);
    }
    return copied;
  }

  #block(block: Buffer): void {
    const sparse = this.#sparse;
    if (sparse === undefined) return this.#header(block);
    // More of the map of an old GNU sparse file: its last byte but seven says whether yet more follows.
    if (block[504] !== 0) return;
    this.#sparse = undefined;
    this.#body(sparse.file, sparse.size);
  }
  #sparse: { file: TarFile; size: number } | undefined;

  #header(block: Buffer): void {
    if (isEndOfTar(block)) {
      this.#ended = true;
      return;
    }
    const header = readHeader(block);
    if (header === undefined) throw new DamagedTar(this.#headers === 0 ? 'it is not a tar file' : 'it is damaged');
    this.#headers += 1;
    const pax = { ...this.#global, ...this.#pax };
    const size = META.includes(header.type) || pax.size === undefined ? header.size : Number(pax.size);
    if (!Number.isSafeInteger(size) || size < 0) throw new DamagedTar('it is damaged');
    if (META.includes(header.type)) return this.#expectMeta(header.type, size, (BLOCK - (size % BLOCK)) % BLOCK);
    const file = this.#fileOf(block, { ...header, size, pax });
    this.#pax = {};
    this.#long = {};
    // Links and folders have no bytes, whatever their size says (POSIX.1-2017 “ustar Interchange Format”), but for a hard link in a pax archive.
    if (header.type === 'S' && block[482] !== 0) this.#sparse = { file, size };
    else this.#body(file, '25346'.includes(header.type) ? 0 : size);
  }

  #body(file: TarFile, size: number): void {
    this.#skip = (BLOCK - (size % BLOCK)) % BLOCK;
    if (size === 0) return this.#take(file);
    this.#hash = { of: createHash('sha256'), left: size, file };
  }

  #fileOf(block: Buffer, { type, name, link, size, pax }: { type: string; name: string; link: string; size: number; pax: PaxRecords }): TarFile {
    return {
      path: pax['GNU.sparse.name'] ?? pax.path ?? this.#long.name ?? name,
      // Contiguous files (7) and GNU's sparse ones are files; a name that ends in a slash was a folder before there was a type for it.
      type: type === '7' || type === 'S' ? '0' : type === '0' && name.endsWith('/') && size === 0 ? '5' : type,
      size: shownSize(block, type, size, pax),
      mode: numberField(block, 100, 8) & 0o7777,
      uid: numberIn(pax.uid, numberField(block, 108, 8)),
      gid: numberIn(pax.gid, numberField(block, 116, 8)),
      mtime: numberIn(pax.mtime, numberField(block, 136, 12)),
      link: pax.linkpath ?? this.#long.link ?? link,
      attributes: pax.attributes ?? 0,
    };
  }

  #expectMeta(type: string, size: number, padding: number): void {
    if (size > MOST_META) throw new DamagedTar('it has a header that is too large');
    if (size === 0) return;
    this.#meta = type;
    this.#wanted = size + padding;
    if (this.#collected.length < this.#wanted) this.#collected = Buffer.alloc(this.#wanted);
    this.#metaSize = size;
  }
  #metaSize = 0;

  #metaRead(type: string, padded: Buffer): void {
    const meta = padded.subarray(0, this.#metaSize);
    this.#meta = undefined;
    if (type === 'x') this.#pax = { ...this.#pax, ...paxRecords(meta) };
    else if (type === 'g') this.#global = { ...this.#global, ...paxRecords(meta) };
    else if (type === 'L') this.#long = { ...this.#long, name: textOf(meta) };
    else this.#long = { ...this.#long, link: textOf(meta) };
  }
}

/** A sparse file's size is what it has when it is unpacked: GNU's old form has it in its header, the new ones in pax records. */
function shownSize(block: Buffer, type: string, size: number, pax: PaxRecords): number {
  const real = pax['GNU.sparse.realsize'] ?? pax['GNU.sparse.size'];
  if (real !== undefined) return numberIn(real, size);
  if (type === 'S') return Math.max(0, numberField(block, 483, 12));
  return '25346'.includes(type) ? 0 : size;
}

function numberIn(text: string | undefined, otherwise: number): number {
  const value = text === undefined ? otherwise : Number(text);
  return Number.isFinite(value) ? Math.max(0, Math.min(Math.trunc(value), Number.MAX_SAFE_INTEGER)) : 0;
}
