import type { SecretStore } from '../../electron/profiles/secret-store';
import { AppError } from '../../shared/errors';

/** A secret store in memory that can be locked. */
export class MemorySecretStore implements SecretStore {
  readonly items = new Map<string, string>();
  refuses = false;
  /** Calls so far, as `get account`. */
  readonly calls: string[] = [];

  async get(account: string): Promise<string | undefined> {
    this.#call(`get ${account}`);
    return this.items.get(account);
  }
  async set(account: string, value: string): Promise<void> {
    this.#call(`set ${account}`);
    this.items.set(account, value);
  }
  async delete(account: string): Promise<void> {
    this.#call(`delete ${account}`);
    this.items.delete(account);
  }
  #call(what: string): void {
    this.calls.push(what);
    if (this.refuses) throw new AppError('keychain-locked', 'locked');
  }
}
