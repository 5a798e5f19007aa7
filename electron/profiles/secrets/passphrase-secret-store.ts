import { readFile, rm } from 'node:fs/promises';
import { AppError } from '../../../shared/errors';
import { writeAtomically } from '../../files/write-atomically';
import type { SecretStore } from '../secret-store';
import { keyIdOf, keyOf, newPassphraseFile, PassphraseFile, SCRYPT_COST, withPassphrase, type ScryptCost } from './passphrase-file';
import { withProcessLock } from '../../files/process-lock';
import { seal, unseal } from './seal';

export interface PassphraseOptions {
  file: string;
  /** Cheaper in tests. */
  cost?: ScryptCost;
}

/**
 * Secrets in a file encrypted with a passphrase (scrypt, AES-256-GCM), for a computer without a keychain. The passphrase itself is
 * never kept. Every call reads the file, so several processes may use it.
 * @throws AppError `keychain-locked` before `unlock`, `keychain-unavailable` without a file, `file-malformed`, `passphrase-wrong`.
 */
export class PassphraseSecretStore implements SecretStore {
  readonly #file: string;
  readonly #cost: ScryptCost;
  #key: Buffer | undefined;

  constructor({ file, cost = SCRYPT_COST }: PassphraseOptions) {
    this.#file = file;
    this.#cost = cost;
  }

  get isLocked(): boolean {
    return this.#key === undefined;
  }

  async exists(): Promise<boolean> {
    return (await this.#read()) !== undefined;
  }

  /** Starts an empty file. @throws AppError `invalid-input` when there is one. */
  async create(passphrase: string): Promise<void> {
    const made = await newPassphraseFile(passphrase, this.#cost);
    await this.#alone(async () => {
      if (await this.exists()) throw new AppError('invalid-input', `There is a file of secrets already (${this.#file}).`, { hint: 'Unlock it with its passphrase, or move it away.' });
      await this.#write(made.file);
    });
    this.#key = made.key;
  }

  /** Opens the file for this process. */
  async unlock(passphrase: string): Promise<void> {
    const key = await keyOf(await this.#present(), passphrase);
    if (key === undefined) throw new AppError('passphrase-wrong', 'That is not the passphrase of Berth’s secrets.', { hint: 'Type it again; nobody can read the secrets without it.' });
    this.#key = key;
  }

  lock(): void {
    this.#key = undefined;
  }

  /** Another passphrase for the same secrets; other processes that have them open go on. */
  async changePassphrase(passphrase: string): Promise<void> {
    await this.#alone(async () => {
      const { file, key } = await this.#opened();
      await this.#write(await withPassphrase(file, key, { passphrase, cost: this.#cost }));
    });
  }

  async get(account: string): Promise<string | undefined> {
    const { file, key } = await this.#opened();
    const sealed = Object.hasOwn(file.secrets, account) ? file.secrets[account] : undefined;
    if (sealed === undefined) return undefined;
    const value = unseal(key, account, Buffer.from(sealed, 'base64'));
    if (value === undefined) throw damaged(this.#file);
    return value;
  }

  set(account: string, value: string): Promise<void> {
    return this.#change((secrets, key) => ({ ...secrets, [account]: seal(key, account, value).toString('base64') }));
  }

  delete(account: string): Promise<void> {
    return this.#change(({ [account]: _gone, ...others }) => others);
  }

  /** Names of all that is kept. */
  async accounts(): Promise<string[]> {
    return Object.keys((await this.#opened()).file.secrets);
  }

  /** Removes the file with all secrets in it. */
  async destroy(): Promise<void> {
    await this.#alone(() => rm(this.#file, { force: true }));
    this.#key = undefined;
  }

  #change(change: (secrets: PassphraseFile['secrets'], key: Buffer) => PassphraseFile['secrets']): Promise<void> {
    return this.#alone(async () => {
      const { file, key } = await this.#opened();
      await this.#write({ ...file, secrets: change(file.secrets, key) });
    });
  }

  async #opened(): Promise<{ file: PassphraseFile; key: Buffer }> {
    const file = await this.#present();
    // A file that was put in the place of ours has another key.
    if (this.#key !== undefined && keyIdOf(this.#key) !== file.keyId) this.#key = undefined;
    if (this.#key !== undefined) return { file, key: this.#key };
    throw new AppError('keychain-locked', 'The file with Berth’s secrets waits for its passphrase.', { hint: 'Unlock it in Berth’s window; a command asks for the passphrase in a terminal, or takes it with --passphrase-fd.' });
  }

  async #present(): Promise<PassphraseFile> {
    const file = await this.#read();
    if (file !== undefined) return file;
    throw new AppError('keychain-unavailable', `The file with Berth’s secrets (${this.#file}) is not there.`, {
      hint: 'Put it back, or choose again where Berth keeps secrets.',
      remedy: { kind: 'use-secret-file' },
    });
  }

  async #read(): Promise<PassphraseFile | undefined> {
    let text: string;
    try {
      text = await readFile(this.#file, 'utf8');
    } catch (cause) {
      if (cause instanceof Error && 'code' in cause && cause.code === 'ENOENT') return undefined;
      throw new AppError('file-malformed', `The file with Berth’s secrets (${this.#file}) cannot be read.`, { hint: 'Allow yourself to read it and try again.', cause });
    }
    try {
      return PassphraseFile.parse(JSON.parse(text));
    } catch {
      // The parser's own words would repeat what stands there.
      throw damaged(this.#file);
    }
  }

  #write(file: PassphraseFile): Promise<void> {
    return writeAtomically(this.#file, `${JSON.stringify(file, null, 2)}\n`);
  }

  #alone<T>(work: () => Promise<T>): Promise<T> {
    return withProcessLock(`${this.#file}.lock`, work);
  }
}

const damaged = (file: string): AppError =>
  new AppError('file-malformed', `The file with Berth’s secrets (${file}) is damaged.`, { hint: 'Put a copy of it back, or move it away and add the profiles anew.' });
