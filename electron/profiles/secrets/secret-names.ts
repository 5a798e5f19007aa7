import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { writeAtomically } from '../../files/write-atomically';
import type { SecretStore } from '../secret-store';
import { withProcessLock } from '../../files/process-lock';

/** Remembers under which names a store holds secrets, because a keychain cannot be listed; the names alone. */
export class NamedSecrets implements SecretStore {
  readonly #store: SecretStore;
  readonly #file: string;

  constructor(store: SecretStore, file: string) {
    this.#store = store;
    this.#file = file;
  }

  get(account: string): Promise<string | undefined> {
    return this.#store.get(account);
  }

  /** The name comes first: a secret without one would stay behind when secrets move. */
  async set(account: string, value: string): Promise<void> {
    await this.#change((names) => [...names.filter((name) => name !== account), account]);
    await this.#store.set(account, value);
  }

  async delete(account: string): Promise<void> {
    await this.#store.delete(account);
    await this.#change((names) => names.filter((name) => name !== account));
  }

  /** Names of what may be there; a list that cannot be read is empty. */
  async accounts(): Promise<string[]> {
    try {
      return z.array(z.string()).parse(JSON.parse(await readFile(this.#file, 'utf8')));
    } catch {
      return [];
    }
  }

  async #change(change: (names: string[]) => string[]): Promise<void> {
    const before = await this.accounts();
    if (sameNames(before, change(before))) return;
    await withProcessLock(`${this.#file}.lock`, async () => writeAtomically(this.#file, `${JSON.stringify(change(await this.accounts()))}\n`));
  }
}

const sameNames = (one: readonly string[], other: readonly string[]): boolean => one.length === other.length && other.every((name) => one.includes(name));
