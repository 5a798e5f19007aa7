import { createHash } from 'node:crypto';
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { writeAtomically } from '../../files/write-atomically';
import type { SecretStore } from '../secret-store';
import { seal, unseal } from '../secrets/seal';
import { SealingKey } from '../secrets/sealing-key';

/**
 * Letters (UTF-16 units) that the platform's keychain surely takes in one item; `undefined` where only memory limits it. Windows'
 * Credential Manager takes 2,560 bytes (CRED_MAX_CREDENTIAL_BLOB_SIZE), which are 1,280 units.
 */
export const itemLimit = (platform: NodeJS.Platform): number | undefined => (platform === 'win32' ? 1_200 : undefined);

export interface LongSecretsOptions {
  keychain: SecretStore;
  limit: number;
  /** Folder of the sealed secrets; they stay until they are deleted. */
  folder: string;
}

/** What the keychain holds in place of a secret that is sealed on disk. */
const MARKER = 'berth: sealed on disk';

/** A keychain whose items are short: a longer secret is sealed on disk, with a key that the keychain holds. */
export class LongSecrets implements SecretStore {
  readonly #options: LongSecretsOptions;
  readonly #key: SealingKey;

  constructor(options: LongSecretsOptions) {
    this.#options = options;
    this.#key = new SealingKey(options.keychain, join(options.folder, 'key.lock'));
  }

  async get(account: string): Promise<string | undefined> {
    const value = await this.#options.keychain.get(account);
    if (value !== MARKER) return value;
    const sealed = await readFile(this.#file(account)).catch(() => undefined);
    return sealed && unseal(await this.#key.get(), account, sealed);
  }

  /** The keychain's item comes last: until it is there, the secret that was is the one in force. */
  async set(account: string, value: string): Promise<void> {
    if (value.length > this.#options.limit) {
      await writeAtomically(this.#file(account), seal(await this.#key.get(), account, value));
      return this.#options.keychain.set(account, MARKER);
    }
    await this.#options.keychain.set(account, value);
    await rm(this.#file(account), { force: true });
  }

  async delete(account: string): Promise<void> {
    await this.#options.keychain.delete(account);
    await rm(this.#file(account), { force: true });
  }

  #file(account: string): string {
    return join(this.#options.folder, `${createHash('sha256').update(`berth secret ${account}`).digest('hex')}.sealed`);
  }
}
