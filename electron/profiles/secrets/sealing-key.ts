import { randomBytes } from 'node:crypto';
import type { SecretStore } from '../secret-store';
import { withProcessLock } from '../../files/process-lock';
import { KEY_BYTES, SEALING_KEY_ACCOUNT } from './seal';

export { SEALING_KEY_ACCOUNT } from './seal';


/** The one random key that records on disk are sealed with; kept in the secret store, made when it is first needed. */
export class SealingKey {
  readonly #secrets: SecretStore;
  readonly #lockFile: string;
  #key: Promise<Buffer> | undefined;

  constructor(secrets: SecretStore, lockFile: string) {
    this.#secrets = secrets;
    this.#lockFile = lockFile;
  }

  /**
   * The key, remembered after the first time.
   * @throws AppError of the secret store (`keychain-locked`, `keychain-unavailable`), or an Error when the store does not give back what it took.
   */
  get(): Promise<Buffer> {
    const key = (this.#key ??= this.#find());
    key.catch(() => {
      if (this.#key === key) this.#key = undefined;
    });
    return key;
  }

  /** Asks the store again next time: after secrets moved, or a store was locked. */
  forget(): void {
    this.#key = undefined;
  }

  async #find(): Promise<Buffer> {
    return (await this.#stored()) ?? withProcessLock(this.#lockFile, () => this.#make());
  }

  /** Alone among all processes: the first one makes the key, those that waited find it. */
  async #make(): Promise<Buffer> {
    const made = await this.#stored();
    if (made !== undefined) return made;
    const fresh = randomBytes(KEY_BYTES);
    await this.#secrets.set(SEALING_KEY_ACCOUNT, fresh.toString('base64'));
    const kept = await this.#stored();
    // A store that answers nothing, or something else, is not to be built on: no record would be read again.
    if (kept === undefined || !kept.equals(fresh)) throw new Error('The secret store does not give back what it took.');
    return fresh;
  }

  async #stored(): Promise<Buffer | undefined> {
    const text = await this.#secrets.get(SEALING_KEY_ACCOUNT);
    if (text === undefined) return undefined;
    const key = Buffer.from(text, 'base64');
    // Something foreign under this name is never overwritten.
    if (key.length !== KEY_BYTES) throw new Error('What the secret store holds as sealing key is none.');
    return key;
  }
}
