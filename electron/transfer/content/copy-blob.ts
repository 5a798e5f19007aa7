/** One blob into a registry: mounted where it can be, skipped where it is, else read and written at the same time. */
import type { ContentSource, Descriptor } from '../../registry/content';
import type { RegistryRepository } from '../../registry/registry-client';
import type { Sink } from '../../registry/wire/wire';
import type { BlobBoard } from '../progress-board';
import type { BlobLedger } from './blob-ledger';
import type { WorthAsking } from './worth-asking';

export interface BlobCopy {
  source: ContentSource;
  target: RegistryRepository;
  descriptor: Descriptor;
  /** Repository of the target's registry that is known to have the blob. */
  mountFrom: string | undefined;
  ledger: BlobLedger;
  worthAsking: WorthAsking;
  board: BlobBoard;
}

export async function copyBlob(copy: BlobCopy, signal: AbortSignal): Promise<void> {
  const { target, descriptor, ledger, board } = copy;
  await ledger.once({ host: target.host, digest: descriptor.digest }, signal, async () => {
    board.change(descriptor.digest, { state: 'running', note: 'Checking' });
    const how = await move(copy, signal);
    ledger.note({ host: target.host, repository: target.name, digest: descriptor.digest });
    const note = { there: 'Already there', mounted: 'Mounted', uploaded: 'Copied' }[how];
    board.change(descriptor.digest, { state: how === 'uploaded' ? 'done' : 'skipped', note, doneBytes: descriptor.size });
  });
}

async function move(copy: BlobCopy, signal: AbortSignal): Promise<'there' | 'mounted' | 'uploaded'> {
  const { target, descriptor, ledger, worthAsking } = copy;
  const { digest } = descriptor;
  const told = worthAsking.known(digest);
  if (told === true) return 'there';
  const places = ledger.placesOf(target.host, digest);
  const from = copy.mountFrom ?? places.filter((place) => place !== target.name).at(-1);
  // Mounting is tried before asking: a refusal is an open upload, so nothing is lost by it.
  const known = places.includes(target.name);
  if (told === undefined && (known || (from === undefined && worthAsking.about(descriptor.size)))) {
    const found = await target.hasBlob(digest, signal);
    worthAsking.answered(found);
    if (found) return 'there';
    ledger.forget({ host: target.host, repository: target.name, digest });
  }
  const sending = new Sending(copy, signal);
  try {
    // A blob that may be mounted is not read in advance: mostly nothing of it is needed.
    if (from === undefined) sending.start();
    return await target.uploadBlob({ descriptor, send: sending.send, signal, ...(from !== undefined && { mountFrom: from }) });
  } finally {
    sending.end();
  }
}

/** Reads the source while the upload is still being opened, so that the two waits are one. */
class Sending {
  readonly #copy: BlobCopy;
  readonly #stop = new AbortController();
  readonly #signal: AbortSignal;
  #first = true;
  #early: { read: Promise<void>; give: (sink: Sink) => void } | undefined;

  constructor(copy: BlobCopy, signal: AbortSignal) {
    this.#copy = copy;
    this.#signal = signal;
    signal.addEventListener('abort', this.#abort);
    if (signal.aborted) this.#abort();
  }

  start(): void {
    let give!: (sink: Sink) => void;
    let taker: Sink | undefined;
    const taken = new Promise<Sink>((resolve) => {
      give = (sink) => {
        taker = sink;
        resolve(sink);
      };
    });
    const read = this.#read((bytes) => (taker === undefined ? taken.then((sink) => sink(bytes)) : taker(bytes)), 0);
    // Whether it matters is for `send` to say: an upload that never opens has its own failure.
    read.catch(() => undefined);
    this.#early = { read, give };
  }

  readonly send = async (sink: Sink, from: number): Promise<void> => {
    const { board, descriptor } = this.#copy;
    // What the target kept of an earlier try counts as done, and is no speed of this one.
    const kept = this.#first && from > 0 ? { note: 'Resumed', keptBytes: from } : { note: 'Copying' };
    this.#first = false;
    board.change(descriptor.digest, { ...kept, doneBytes: from });
    const counted: Sink = (bytes) => {
      board.advance(descriptor.digest, bytes.byteLength);
      return sink(bytes);
    };
    const early = this.#early;
    this.#early = undefined;
    if (early === undefined || from > 0) return this.#read(counted, from);
    early.give(counted);
    await early.read;
  };

  /** Nothing reads on behind anybody's back. */
  end(): void {
    this.#signal.removeEventListener('abort', this.#abort);
    this.#stop.abort();
  }

  readonly #abort = (): void => this.#stop.abort(this.#signal.reason);

  #read(sink: Sink, from: number): Promise<void> {
    const { source, descriptor } = this.#copy;
    return source.read(descriptor, sink, { signal: this.#stop.signal, from });
  }
}
