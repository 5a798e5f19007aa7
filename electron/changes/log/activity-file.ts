/** The files of the activity log: one JSON a line, appended; the newest file is rotated when it is large. */
import { mkdir, open, readFile, rename, rm, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { withFileLock } from '../../files/process-lock';

const ONE_BYTES = 4 * 1024 * 1024;
/** The newest file and this many older ones. */
const OLDER = 4;

export class ActivityFile {
  readonly #file: string;
  #writing: Promise<void> = Promise.resolve();
  #read: { version: string; lines: readonly string[] } | undefined;

  constructor(file: string) {
    this.#file = file;
  }

  /** One after another, in this process and among all; it is on disk when this is fulfilled. @throws what the file system says. */
  append(line: string): Promise<void> {
    const write = this.#writing.then(() => this.#append(line));
    this.#writing = write.catch(() => undefined);
    return write;
  }

  /** Every line, the oldest first; read again only when a file has changed. */
  async lines(): Promise<readonly string[]> {
    const files = [...Array.from({ length: OLDER }, (_, index) => this.#older(OLDER - index)), this.#file];
    const version = (await Promise.all(files.map((file) => stat(file).then(({ size, mtimeMs, ino }) => `${ino} ${size} ${mtimeMs}`, () => '')))).join();
    if (this.#read?.version === version) return this.#read.lines;
    const texts = await Promise.all(files.map((file) => readFile(file, 'utf8').catch(() => '')));
    const lines = texts.flatMap((text) => text.split('\n')).filter((line) => line !== '');
    this.#read = { version, lines };
    return lines;
  }

  async #append(line: string): Promise<void> {
    await mkdir(dirname(this.#file), { recursive: true, mode: 0o700 });
    await withFileLock(this.#file, async () => {
      if ((await sizeOf(this.#file)) > ONE_BYTES) await this.#rotate();
      const handle = await open(this.#file, 'a+', 0o600);
      try {
        const { size } = await handle.stat();
        const last = size === 0 ? '\n' : (await handle.read({ buffer: Buffer.alloc(1), position: size - 1 })).buffer.toString();
        // Somebody was killed in the middle of a line: it stays a line of its own, which nobody can read.
        await handle.appendFile(`${last === '\n' ? '' : '\n'}${line}\n`);
        await handle.sync();
      } finally {
        await handle.close();
      }
    });
  }

  async #rotate(): Promise<void> {
    await rm(this.#older(OLDER), { force: true });
    for (let age = OLDER - 1; age >= 0; age--) await rename(age === 0 ? this.#file : this.#older(age), this.#older(age + 1)).catch(() => undefined);
  }

  #older(age: number): string {
    return `${this.#file}.${age}`;
  }
}

const sizeOf = (file: string): Promise<number> => stat(file).then(({ size }) => size, () => 0);
