import { readFile } from 'node:fs/promises';
import { AppError } from '../../shared/errors';
import { writeAtomically } from '../files/write-atomically';
import type { SandboxState } from './state';

/** Changes of a moment are saved together, this many milliseconds after the first. */
const SAVE_AFTER = 100;

/** The sandbox's state on disk: read once, written soon after a change, one write after the other. */
export class StateFile {
  readonly #file: string;
  #timer: NodeJS.Timeout | undefined;
  #writing: Promise<void> = Promise.resolve();

  constructor(file: string) {
    this.#file = file;
  }

  /** Undefined for a new sandbox. @throws AppError `file-malformed` for a file that cannot be read. */
  async load(): Promise<SandboxState | undefined> {
    let text: string;
    try {
      text = await readFile(this.#file, 'utf8');
    } catch (thrown) {
      if (thrown instanceof Error && 'code' in thrown && thrown.code === 'ENOENT') return undefined;
      throw thrown;
    }
    try {
      return JSON.parse(text) as SandboxState;
    } catch (cause) {
      throw new AppError('file-malformed', `The sandbox's state (${this.#file}) cannot be read.`, {
        hint: 'Remove the file to begin with a new sandbox.',
        cause,
      });
    }
  }

  saveSoon(state: SandboxState): void {
    this.#timer ??= setTimeout(() => void this.save(state).catch(() => undefined), SAVE_AFTER);
  }

  /** Writes now, after what is being written. */
  save(state: SandboxState): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#writing = this.#writing.catch(() => undefined).then(() => writeAtomically(this.#file, JSON.stringify(state)));
    return this.#writing;
  }
}
