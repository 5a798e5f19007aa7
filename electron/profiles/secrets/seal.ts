import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto';
import { join } from 'node:path';

const MAGIC = Buffer.from('berth1\0\n');
const NONCE = 12;
const TAG = 16;
/** Bytes that sealing adds to a text. */
export const SEAL_BYTES = MAGIC.length + NONCE + TAG;
/** Bytes of a key. */
export const KEY_BYTES = 32;
/** Name of the key in the secret store. */
export const SEALING_KEY_ACCOUNT = 'sealed-records-key';
/** What the file of every sealed record ends with. */
export const SEALED_SUFFIX = '.sealed';

/** The file of a record, whose name tells nothing of the record's. */
export const recordFile = (folder: string, name: string): string =>
  join(folder, `${createHash('sha256').update(`berth record ${name}`).digest('hex')}${SEALED_SUFFIX}`);

/** Encrypts a text with AES-256-GCM under a random nonce. `name` is authenticated with it: a record cannot stand in for another. */
export function seal(key: Uint8Array, name: string, text: string): Buffer {
  const nonce = randomBytes(NONCE);
  const cipher = createCipheriv('aes-256-gcm', key, nonce, { authTagLength: TAG }).setAAD(associated(name));
  const body = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
  return Buffer.concat([MAGIC, nonce, cipher.getAuthTag(), body]);
}

/** The text that was sealed; `undefined` for whatever is damaged, of another name, or sealed with another key. */
export function unseal(key: Uint8Array, name: string, sealed: Buffer): string | undefined {
  if (sealed.length < SEAL_BYTES || !sealed.subarray(0, MAGIC.length).equals(MAGIC)) return undefined;
  const part = (from: number, length?: number): Buffer => sealed.subarray(from, length === undefined ? undefined : from + length);
  try {
    const decipher = createDecipheriv('aes-256-gcm', key, part(MAGIC.length, NONCE), { authTagLength: TAG })
      .setAAD(associated(name))
      .setAuthTag(part(MAGIC.length + NONCE, TAG));
    return Buffer.concat([decipher.update(part(SEAL_BYTES)), decipher.final()]).toString('utf8');
  } catch {
    return undefined;
  }
}

const associated = (name: string): Buffer => Buffer.concat([MAGIC, Buffer.from(name, 'utf8')]);
