import { open, readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { writeAtomically } from '../../files/write-atomically';
import type { SecretCache } from '../secret-cache';
import type { SecretStore } from '../secret-store';
import { recordFile, seal, SEAL_BYTES, SEALED_SUFFIX, unseal } from './seal';
import { SealingKey } from './sealing-key';

export interface SealedRecordsOptions {
  /** Folder of the records, Berth's alone. */
  folder: string;
  /** Keeps the key that they are sealed with. */
  secrets: SecretStore;
  /** Milliseconds since 1970. */
  now: () => number;
}

/** Bytes of a record's text; sessions and registry tokens have some thousands. */
export const RECORD_LIMIT = 65_536;
/** A store that does not answer is left in peace for so long: a cache must not make everybody wait. */
const PATIENCE_MS = 30_000;
const KEPT_MS = 40 * 24 * 3_600_000;
const LEFT_OVER_MS = 24 * 3_600_000;

/** Records on disk, each sealed with a key of the secret store. The name of a file tells nothing of the record's. */
export class SealedRecords implements SecretCache {
  readonly #options: SealedRecordsOptions;
  readonly #key: SealingKey;
  #silentUntil = 0;

  constructor(options: SealedRecordsOptions) {
    this.#options = options;
    this.#key = new SealingKey(options.secrets, join(options.folder, 'key.lock'));
  }

  /** The text of a record; `undefined` when there is none, or none that can be opened. Never throws. */
  async get(name: string): Promise<string | undefined> {
    try {
      const sealed = await this.#read(this.#file(name));
      if (sealed === undefined) return undefined;
      const key = await this.#keyInTime();
      return key && unseal(key, name, sealed);
    } catch {
      return undefined;
    }
  }

  /** Answers whether the record was kept: not without a key, a disk with room, or within `RECORD_LIMIT`. Never throws. */
  async set(name: string, value: string): Promise<boolean> {
    try {
      if (Buffer.byteLength(value) > RECORD_LIMIT) return false;
      const key = await this.#keyInTime();
      if (key === undefined) return false;
      await writeAtomically(this.#file(name), seal(key, name, value));
      return true;
    } catch {
      return false;
    }
  }

  async delete(name: string): Promise<void> {
    await rm(this.#file(name), { force: true }).catch(() => undefined);
  }

  /** Asks the secret store for the key again next time: after it was unlocked, locked or changed. */
  forgetKey(): void {
    this.#key.forget();
    this.#silentUntil = 0;
  }

  /** Removes what nobody wrote for 40 days, and what a crash left half-written. */
  async tidy(): Promise<void> {
    const names = await readdir(this.#options.folder).catch(() => []);
    for (const name of names) {
      const limit = name.endsWith(SEALED_SUFFIX) ? KEPT_MS : name.endsWith('.tmp') ? LEFT_OVER_MS : undefined;
      if (limit === undefined) continue;
      const file = join(this.#options.folder, name);
      const found = await stat(file).catch(() => undefined);
      if (found?.isFile() === true && this.#options.now() - found.mtimeMs > limit) await rm(file, { force: true }).catch(() => undefined);
    }
  }

  async #keyInTime(): Promise<Buffer | undefined> {
    if (this.#options.now() < this.#silentUntil) return undefined;
    try {
      return await this.#key.get();
    } catch {
      this.#silentUntil = this.#options.now() + PATIENCE_MS;
      return undefined;
    }
  }

  async #read(file: string): Promise<Buffer | undefined> {
    const handle = await open(file, 'r').catch(() => undefined);
    if (handle === undefined) return undefined;
    try {
      const { size } = await handle.stat();
      return size > RECORD_LIMIT + SEAL_BYTES ? undefined : await handle.readFile();
    } finally {
      await handle.close();
    }
  }

  #file(name: string): string {
    return recordFile(this.#options.folder, name);
  }
}
