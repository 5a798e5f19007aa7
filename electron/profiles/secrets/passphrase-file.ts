import { createHash, randomBytes, scrypt } from 'node:crypto';
import { z } from 'zod';
import { KEY_BYTES, seal, unseal } from './seal';

/** Cost of scrypt (RFC 7914): memory is 128 × N × r bytes. */
export interface ScryptCost {
  N: number;
  r: number;
  p: number;
}

/** 128 MiB and some hundred milliseconds for each guess. */
export const SCRYPT_COST: ScryptCost = { N: 2 ** 17, r: 8, p: 1 };

const base64 = z.string().regex(/^[A-Za-z0-9+/]*={0,2}$/);
/** Whoever can write the file must not be able to make a person's computer work for hours, or run out of memory. */
const cost = { N: z.number().int().min(2).max(2 ** 20), r: z.number().int().min(1).max(16), p: z.number().int().min(1).max(4) };

/** The file of secrets: a random key sealed with the passphrase, and each secret sealed with that key. Nothing of it is plain. */
export const PassphraseFile = z.object({
  version: z.literal(1),
  kdf: z.object({ name: z.literal('scrypt'), ...cost, salt: base64 }),
  /** The random key, sealed with the one derived from the passphrase: opens for the right passphrase alone. */
  key: base64,
  /** Tells whether a key is this file's. */
  keyId: z.string(),
  secrets: z.record(z.string(), base64),
});
export type PassphraseFile = z.infer<typeof PassphraseFile>;

/** A file without secrets under a new random key, and that key. */
export async function newPassphraseFile(passphrase: string, by: ScryptCost): Promise<{ file: PassphraseFile; key: Buffer }> {
  const key = randomBytes(KEY_BYTES);
  return { key, file: { version: 1, keyId: keyIdOf(key), secrets: {}, ...(await wrapped(key, passphrase, by)) } };
}

/** The same secrets under another passphrase. */
export async function withPassphrase(file: PassphraseFile, key: Buffer, next: { passphrase: string; cost: ScryptCost }): Promise<PassphraseFile> {
  return { ...file, ...(await wrapped(key, next.passphrase, next.cost)) };
}

/** The key of the file; `undefined` for a wrong passphrase. */
export async function keyOf({ kdf, key }: PassphraseFile, passphrase: string): Promise<Buffer | undefined> {
  const derived = await derive(passphrase, Buffer.from(kdf.salt, 'base64'), kdf);
  const text = unseal(derived, KEY_RECORD, Buffer.from(key, 'base64'));
  return text === undefined ? undefined : Buffer.from(text, 'base64');
}

/** Names a key without telling anything of it. */
export const keyIdOf = (key: Buffer): string => createHash('sha256').update('berth key id').update(key).digest('hex').slice(0, 16);

const KEY_RECORD = 'key of the file';

async function wrapped(key: Buffer, passphrase: string, { N, r, p }: ScryptCost): Promise<Pick<PassphraseFile, 'kdf' | 'key'>> {
  const salt = randomBytes(32);
  const derived = await derive(passphrase, salt, { N, r, p });
  return { kdf: { name: 'scrypt', N, r, p, salt: salt.toString('base64') }, key: seal(derived, KEY_RECORD, key.toString('base64')).toString('base64') };
}

/** In a thread of its own: the main one goes on. The same passphrase typed on another system is the same (NFC, RFC 8265). */
function derive(passphrase: string, salt: Buffer, { N, r, p }: ScryptCost): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    scrypt(passphrase.normalize('NFC'), salt, KEY_BYTES, { N, r, p, maxmem: 256 * N * r }, (error, key) => (error === null ? resolve(key) : reject(error)));
  });
}
