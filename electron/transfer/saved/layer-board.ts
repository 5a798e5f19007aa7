import type { JobPart } from '../../../shared/model/moving/job';
import type { BlobBoard, ProgressBoard } from '../progress-board';

/** What a layer is likely to be of its plain size once it is compressed; the truth replaces it. */
const LIKELY = 0.4;
const REST = 'rest';

/** Progress of a layer that is read, pressed and sent: bytes read and bytes sent are one part of the job. */
export class LayerBoard implements BlobBoard {
  readonly #board: ProgressBoard;
  readonly #id: string;
  #read: number;

  constructor(board: ProgressBoard, { id, label, size }: { id: string; label: string; size: number }) {
    this.#board = board;
    this.#id = id;
    this.#read = size;
    board.add({ id, label, totalBytes: size + Math.round(size * LIKELY) });
    board.change(id, { state: 'running', note: 'Compressing' });
  }

  readonly reading = (bytes: number): void => this.#board.advance(this.#id, bytes);

  /** Read to its end: from now on `size` bytes are sent. */
  sending({ size }: { size: number }): void {
    this.#board.change(this.#id, { note: 'Waiting', doneBytes: this.#read, totalBytes: this.#read + size });
  }

  /** Nothing of it needs to be sent. */
  skipped(note: string): void {
    this.#read = 0;
    this.#board.change(this.#id, { state: 'skipped', note, doneBytes: 0, totalBytes: 0 });
  }

  change(_digest: string, { doneBytes, ...change }: Partial<JobPart>): void {
    const note = change.note === 'Copying' ? 'Pushing' : change.note === 'Copied' ? 'Pushed' : change.note;
    this.#board.change(this.#id, { ...change, ...(note !== undefined && { note }), ...(doneBytes !== undefined && { doneBytes: this.#read + doneBytes }) });
  }

  advance(_digest: string, bytes: number): void {
    this.#board.advance(this.#id, bytes);
  }
}

/** Stands for the layers that have not come yet, so that the whole is known from the beginning. */
export class RestBoard {
  readonly #board: ProgressBoard;
  #left: number;

  constructor(board: ProgressBoard, bytes: number) {
    this.#board = board;
    this.#left = bytes;
    board.add({ id: REST, label: 'Layers to come', totalBytes: Math.round(bytes * (1 + LIKELY)) });
  }

  came(bytes: number): void {
    this.#left = Math.max(0, this.#left - bytes);
    if (this.#left === 0) return this.#board.remove(REST);
    this.#board.change(REST, { totalBytes: Math.round(this.#left * (1 + LIKELY)) });
  }

  end(): void {
    this.#board.remove(REST);
  }
}
