import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { recordFile, SEALING_KEY_ACCOUNT, unseal } from '../../profiles/secrets/seal';
import { objectIn } from './token-record';
import type { RecordReader } from './warm-answer';

/** A keychain that does not answer by then is left to the whole of Berth, which knows what to say about it. */
const PATIENCE_MS = 3_000;

/** Opens sealed records with nothing of Berth but the key in the keychain, asked for in this very process. */
export class SealedReader implements RecordReader {
  readonly #folder: string;
  #key: Promise<Buffer | undefined> | undefined;

  constructor(folder: string) {
    this.#folder = folder;
  }

  /** Never throws; the keychain is only asked when there is a record. */
  async get(name: string): Promise<string | undefined> {
    const sealed = await readFile(recordFile(join(this.#folder, 'sealed'), name)).catch(() => undefined);
    if (sealed === undefined) return undefined;
    const key = await (this.#key ??= this.#find());
    return key && unseal(key, name, sealed);
  }

  async #find(): Promise<Buffer | undefined> {
    const settings = objectIn(await readFile(join(this.#folder, 'settings.json'), 'utf8').catch(() => undefined));
    if (settings?.secretStore === 'file') return undefined;
    try {
      const { keychainEntry } = await import('../../profiles/keychain/keychain-entry');
      const silence = new Promise<null>((resolve) => void setTimeout(resolve, PATIENCE_MS, null).unref());
      const text = await Promise.race([keychainEntry(SEALING_KEY_ACCOUNT).getPassword(), silence]);
      return text ? Buffer.from(text, 'base64') : undefined;
    } catch {
      return undefined;
    }
  }
}
