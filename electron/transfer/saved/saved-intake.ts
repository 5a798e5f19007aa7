/** Takes a saved image in, file by file: small texts into memory, layers into files, each sent as soon as it is there. */
import { createReadStream } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { isDigest } from '../../../shared/ecr/names';
import type { Descriptor } from '../../registry/content';
import type { RegistryRepository } from '../../registry/registry-client';
import { compressionOf } from '../archive/compression';
import { malformed } from '../archive/malformed';
import { followLinks } from '../archive/tar/tar-entries';
import { BLOCK, looksLikeTar } from '../archive/tar/tar-header';
import type { BlobLedger } from '../content/blob-ledger';
import { copyBlob } from '../content/copy-blob';
import { WorthAsking } from '../content/worth-asking';
import type { ProgressBoard } from '../progress-board';
import { compressionOfType, layerType, type MadeLayer } from './image-manifest';
import { LayerBoard, RestBoard } from './layer-board';
import { ReadyBlobs } from './ready-blobs';
import type { SavedEntry } from './saved-entries';
import { spool, type Spooled } from './spool';
import type { Uploads } from './uploads';

/** A manifest or configuration is no larger. */
const MOST_TEXT = 4 * 1024 * 1024;
const MOST_TEXTS = 64 * 1024 * 1024;

export interface IntakePorts {
  /** Name of the archive, or of the image, for messages. */
  name: string;
  scratch: string;
  target: RegistryRepository;
  ledger: BlobLedger;
  board: ProgressBoard;
  uploads: Uploads;
  /** Plain bytes to come, as far as they are known. */
  bytes: number;
  /** The blob that the layer at this path became, when the target has it: then nothing of it is read. */
  present: (path: string) => { diffId: string; descriptor: Descriptor } | undefined;
  /** The same by its plain digest, where the target has layers whose paths are not known: then it is worth reading one before pressing it. */
  presentUnnamed?: (diffId: string) => Descriptor | undefined;
}

/** A layer that came: in a file, or known to be at the target. */
export type Layer = { kind: 'spooled'; spooled: Spooled } | { kind: 'present'; diffId: string; descriptor: Descriptor };

export class SavedIntake {
  readonly ready = new ReadyBlobs();
  readonly #ports: IntakePorts;
  readonly #entries = new Map<string, { link?: string; text?: Buffer; layer?: Layer }>();
  readonly #worthAsking = new WorthAsking();
  readonly #rest: RestBoard;
  #texts = 0;

  constructor(ports: IntakePorts) {
    this.#ports = ports;
    this.#rest = new RestBoard(ports.board, ports.bytes);
  }

  async take(entries: AsyncIterable<SavedEntry>): Promise<void> {
    const { signal } = this.#ports.uploads;
    for await (const entry of entries) {
      signal.throwIfAborted();
      this.#entries.set(entry.path, entry.link === undefined ? await this.#takeFile(entry) : { link: entry.link });
    }
    this.#rest.end();
  }

  text(path: string): Buffer | undefined {
    return followLinks(this.#entries, path)?.entry.text;
  }

  /** The layer at a path, links followed, and the path that it has itself. */
  layer(path: string): { path: string; layer: Layer } | undefined {
    const found = followLinks(this.#entries, path);
    return found?.entry.layer === undefined ? undefined : { path: found.path, layer: found.entry.layer };
  }

  async #takeFile(entry: SavedEntry): Promise<{ text?: Buffer; layer?: Layer }> {
    const { path, size } = entry;
    const present = this.#ports.present(path);
    if (present !== undefined) {
      this.#board(entry, present.descriptor.digest).skipped('Already there');
      return { layer: { kind: 'present', ...present } };
    }
    const bytes = entry.bytes()[Symbol.asyncIterator]();
    const start = await startOf(bytes);
    const first = start.find((byte) => byte > 0x20);
    if (size <= MOST_TEXT && (first === 0x7b || first === 0x5b) && !looksLikeTar(start)) return { text: await this.#takeText(start, bytes) };
    const isLayer = compressionOf(start) !== 'none' || looksLikeTar(start);
    // `VERSION`, `repositories` and the like; but a blob of an OCI layout may be anything.
    if (!isLayer && !path.startsWith('blobs/')) return {};
    return { layer: await this.#takeLayer({ entry, start, rest: bytes, press: isLayer }) };
  }

  async #takeText(start: Buffer, rest: AsyncIterator<Buffer>): Promise<Buffer> {
    const parts = [start];
    for await (const part of following(rest)) parts.push(part);
    const text = Buffer.concat(parts);
    this.#texts += text.length;
    if (this.#texts > MOST_TEXTS) throw malformed(this.#ports.name, 'it describes more than any image holds');
    return text;
  }

  async #takeLayer({ entry, start, rest, press }: { entry: SavedEntry; start: Buffer; rest: AsyncIterator<Buffer>; press: boolean }): Promise<Layer> {
    const { scratch, uploads, target, ledger } = this.#ports;
    const board = this.#board(entry, entry.path);
    const file = join(scratch, `layer-${this.#entries.size}`);
    const bytes = (async function* () {
      yield start;
      yield* following(rest);
    })();
    const look = press && this.#ports.presentUnnamed !== undefined && compressionOf(start) === 'none';
    const plain = await spool({ bytes, start, file, asIs: !press || look, progress: board.reading, signal: uploads.signal });
    const known = look ? this.#ports.presentUnnamed?.(plain.digest) : undefined;
    if (known !== undefined) {
      await rm(file);
      board.skipped('Already there');
      return { kind: 'present', diffId: plain.digest, descriptor: known };
    }
    const spooled = look ? await this.#press(plain, start) : plain;
    const { digest, size, compression } = spooled;
    this.ready.addFile(spooled);
    board.sending(spooled);
    const descriptor = { mediaType: layerType(compression), digest, size };
    uploads.add((signal) => copyBlob({ source: this.ready, target, descriptor, mountFrom: undefined, ledger, worthAsking: this.#worthAsking, board }, signal));
    return { kind: 'spooled', spooled };
  }

  /** Presses a layer that was read as it is. */
  async #press({ file }: Spooled, start: Buffer): Promise<Spooled> {
    const bytes = createReadStream(file, { highWaterMark: 1024 * 1024 }) as AsyncIterable<Buffer>;
    const pressed = await spool({ bytes, start, file: `${file}.gz`, asIs: false, progress: () => undefined, signal: this.#ports.uploads.signal });
    await rm(file);
    return pressed;
  }

  #board({ path, size }: SavedEntry, name: string): LayerBoard {
    this.#rest.came(size);
    const label = (isDigest(name) ? name.slice('sha256:'.length) : path.replace(/^blobs\/sha256\//, '')).slice(0, 12);
    return new LayerBoard(this.#ports.board, { id: path, label, size });
  }
}

/** How a layer goes into a manifest. */
export function madeLayer(layer: Layer): MadeLayer {
  if (layer.kind === 'spooled') return layer.spooled;
  const { digest, size, mediaType } = layer.descriptor;
  return { digest, size, compression: compressionOfType(mediaType) };
}

/** The first block of a file, or all of a shorter one; the rest stays with the iterator. */
async function startOf(bytes: AsyncIterator<Buffer>): Promise<Buffer> {
  let start: Buffer = Buffer.alloc(0);
  while (start.length < BLOCK) {
    const next = await bytes.next();
    if (next.done === true) break;
    start = start.length === 0 ? next.value : Buffer.concat([start, next.value]);
  }
  return start;
}

async function* following(iterator: AsyncIterator<Buffer>): AsyncGenerator<Buffer> {
  for (let next = await iterator.next(); next.done !== true; next = await iterator.next()) yield next.value;
}
