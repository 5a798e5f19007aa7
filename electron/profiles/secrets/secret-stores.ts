import { AppError } from '../../../shared/errors';
import type { AppState, Settings } from '../../../shared/model/settings';
import type { SecretStore } from '../secret-store';
import { moveSecrets } from './move-secrets';
import type { PassphraseSecretStore } from './passphrase-secret-store';
import { Listeners } from '../../listeners';

type StoreName = Settings['secretStore'];

export interface SecretStoresOptions {
  keychain: SecretStore;
  file: PassphraseSecretStore;
  settings: { secretStore(): StoreName; setSecretStore(store: StoreName): Promise<void>; onChange(listener: () => void): () => void };
  /** Names of the secrets that a keychain, which cannot be listed, may hold. */
  accounts(): Promise<readonly string[]>;
  /** Asks the person for the passphrase; `wrong` when the one before was. */
  ask(question: { kind: 'passphrase'; wrong: boolean }): Promise<string>;
  /** Whether a person waits for whatever is asked, and may be asked for the passphrase. */
  attended?: boolean;
  /** Ends whatever talks to the keychain. */
  closeKeychain?(): void;
}

const ATTEMPTS = 3;

/** The secret store in force: the keychain, or the file that a person chose instead of it. */
export class SecretStores implements SecretStore {
  readonly #options: SecretStoresOptions;
  readonly #listeners = new Listeners();
  readonly #stop: () => void;
  #store: StoreName;
  #opening: Promise<void> | undefined;

  constructor(options: SecretStoresOptions) {
    this.#options = options;
    this.#store = options.settings.secretStore();
    // Another process may have moved the secrets.
    this.#stop = options.settings.onChange(() => {
      if (options.settings.secretStore() === this.#store) return;
      this.#store = options.settings.secretStore();
      this.#tell();
    });
  }

  state(): AppState['secrets'] {
    return { store: this.#store, locked: this.#store === 'file' && this.#options.file.isLocked };
  }

  onChange(listener: () => void): () => void {
    return this.#listeners.add(listener);
  }

  close(): void {
    this.#stop();
    this.#listeners.clear();
    this.#options.file.lock();
    this.#options.closeKeychain?.();
  }

  async get(account: string): Promise<string | undefined> {
    return (await this.#inForce()).get(account);
  }

  async set(account: string, value: string): Promise<void> {
    await (await this.#inForce()).set(account, value);
  }

  async delete(account: string): Promise<void> {
    await (await this.#inForce()).delete(account);
  }

  /** Unlocks the file. @throws AppError `passphrase-wrong`. */
  async unlock(passphrase: string): Promise<void> {
    if (this.#store !== 'file') return;
    await this.#options.file.unlock(passphrase);
    this.#tell();
  }

  /**
   * Asks the person to unlock the file, if it is locked: only for what a person does themselves.
   * @throws AppError `cancelled`, `passphrase-wrong` after three attempts.
   */
  opened(): Promise<void> {
    if (!this.state().locked) return Promise.resolve();
    this.#opening ??= this.#open().finally(() => (this.#opening = undefined));
    return this.#opening;
  }

  /**
   * Keeps secrets in the file from now on; those of the keychain move over. Where the file is in force, this is its passphrase from
   * now on, or opens it. A failure leaves the store in force that was.
   */
  async useFile(passphrase: string): Promise<void> {
    const { file, keychain } = this.#options;
    const existed = await file.exists();
    if (this.#store === 'file' && existed) {
      await (file.isLocked ? file.unlock(passphrase) : file.changePassphrase(passphrase));
      return this.#tell();
    }
    await (existed ? file.unlock(passphrase) : file.create(passphrase));
    try {
      const moved = this.#store === 'keychain' ? await moveSecrets({ from: withoutAbsence(keychain), to: file, accounts: await this.#options.accounts() }) : [];
      await this.#switch('file');
      // They are safe where they are now; what the keychain does not let go is no reason to fail.
      for (const account of moved) await keychain.delete(account).catch(() => undefined);
    } catch (thrown) {
      if (!existed) await file.destroy();
      else file.lock();
      throw thrown;
    }
  }

  /** Keeps secrets in the keychain from now on; those of the file move over, and the file goes. */
  async useKeychain(): Promise<void> {
    if (this.#store === 'keychain') return;
    const { file, keychain } = this.#options;
    if (await file.exists()) {
      await this.opened();
      await moveSecrets({ from: file, to: keychain, accounts: await file.accounts() });
    }
    await this.#switch('keychain');
    await file.destroy().catch(() => undefined);
    this.#tell();
  }

  async #open(): Promise<void> {
    for (let attempt = 1; ; attempt += 1) {
      const passphrase = await this.#options.ask({ kind: 'passphrase', wrong: attempt > 1 });
      try {
        return await this.unlock(passphrase);
      } catch (thrown) {
        if (!(thrown instanceof AppError && thrown.code === 'passphrase-wrong') || attempt === ATTEMPTS) throw thrown;
      }
    }
  }

  async #switch(store: StoreName): Promise<void> {
    const before = this.#store;
    const { settings } = this.#options;
    try {
      await settings.setSecretStore(store);
    } catch (thrown) {
      // Settings change in memory first; what is not on disk must not be in force here.
      await settings.setSecretStore(before).catch(() => undefined);
      this.#store = before;
      throw thrown;
    }
    this.#store = store;
    this.#tell();
  }

  async #inForce(): Promise<SecretStore> {
    if (this.#options.attended === true) await this.opened();
    return this.#store === 'file' ? this.#options.file : this.#options.keychain;
  }

  #tell(): void {
    this.#listeners.tell();
  }
}

/** A keychain that is not there holds nothing that could move; one that is locked may. */
function withoutAbsence(keychain: SecretStore): Pick<SecretStore, 'get'> {
  return {
    get: async (account) => {
      try {
        return await keychain.get(account);
      } catch (thrown) {
        if (thrown instanceof AppError && thrown.code === 'keychain-unavailable') return undefined;
        throw thrown;
      }
    },
  };
}
