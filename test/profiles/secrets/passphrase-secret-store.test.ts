import { mkdtemp, readFile, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, expect, test } from 'vitest';
import { SCRYPT_COST } from '../../../electron/profiles/secrets/passphrase-file';
import { PassphraseSecretStore } from '../../../electron/profiles/secrets/passphrase-secret-store';

const CHEAP = { N: 2 ** 10, r: 8, p: 1 };
const PASSPHRASE = 'correct horse battery ✓';
let file: string;
const store = (): PassphraseSecretStore => new PassphraseSecretStore({ file, cost: CHEAP });
const json = async (): Promise<Record<string, unknown>> => JSON.parse(await readFile(file, 'utf8')) as Record<string, unknown>;

beforeEach(async () => {
  file = join(await mkdtemp(join(tmpdir(), 'berth-passphrase-')), 'data', 'secrets.json');
});

test('keeps, replaces, returns and forgets secrets for whoever has the passphrase, and nothing plain on disk', async () => {
  const one = store();
  await one.create(PASSPHRASE);
  await one.set('profile:a', 'first');
  await one.set('profile:a', 'sec®et '.repeat(1_200));
  await one.set('constructor', 'odd');
  const other = store();
  await other.unlock(PASSPHRASE);
  expect(await other.get('profile:a')).toBe('sec®et '.repeat(1_200));
  expect(await other.get('constructor')).toBe('odd');
  expect(await other.get('toString')).toBeUndefined();
  const text = await readFile(file, 'utf8');
  expect(text).not.toMatch(/sec®et|correct horse/);
  expect(text).not.toContain(Buffer.from('sec®et ').toString('base64').slice(0, 8));
  expect((await stat(file)).mode & 0o777).toBe(0o600);
  await other.delete('profile:a');
  expect(await one.get('profile:a')).toBeUndefined();
  expect(await one.accounts()).toEqual(['constructor']);
});

test('the cost and the salt stand in the file; the usual cost is 128 MiB a guess, and the main thread goes on meanwhile', async () => {
  await new PassphraseSecretStore({ file }).create(PASSPHRASE);
  expect(await json()).toMatchObject({ kdf: { name: 'scrypt', N: 2 ** 17, r: 8, p: 1 } });
  expect(128 * SCRYPT_COST.N * SCRYPT_COST.r).toBe(128 * 2 ** 20);
  const one = new PassphraseSecretStore({ file });
  let unlocked = false;
  let turns = 0;
  const unlocking = one.unlock(PASSPHRASE).then(() => (unlocked = true));
  while (!unlocked && turns < 1_000_000) {
    await new Promise(setImmediate);
    turns += 1;
  }
  await unlocking;
  expect(turns).toBeGreaterThan(10);
});

test('before the passphrase it is locked; a wrong one is told from the right one, which another form of the same letters is', async () => {
  await store().create('Zürich-Straße');
  const one = store();
  await expect(one.get('a')).rejects.toMatchObject({ code: 'keychain-locked' });
  await expect(one.set('a', 'b')).rejects.toMatchObject({ code: 'keychain-locked' });
  await expect(one.unlock('Zurich-Strasse')).rejects.toMatchObject({ code: 'passphrase-wrong' });
  expect(one.isLocked).toBe(true);
  await one.unlock('Zürich-Straße'.normalize('NFD'));
  await one.set('a', 'b');
  one.lock();
  await expect(one.get('a')).rejects.toMatchObject({ code: 'keychain-locked' });
});

test('another passphrase keeps the secrets, and a process that has them open goes on', async () => {
  const [one, other] = [store(), store()];
  await one.create(PASSPHRASE);
  await one.set('a', 'kept');
  await other.unlock(PASSPHRASE);
  await one.changePassphrase('another passphrase');
  expect(await other.get('a')).toBe('kept');
  await expect(store().unlock(PASSPHRASE)).rejects.toMatchObject({ code: 'passphrase-wrong' });
  const again = store();
  await again.unlock('another passphrase');
  expect(await again.get('a')).toBe('kept');
});

test('processes that write at once lose nothing', async () => {
  await store().create(PASSPHRASE);
  const all = await Promise.all(
    Array.from({ length: 6 }, async () => {
      const one = store();
      await one.unlock(PASSPHRASE);
      return one;
    }),
  );
  await Promise.all(all.map((one, index) => one.set(`a${index}`, `value ${index}`)));
  expect(await Promise.all(all.map((one, index) => one.get(`a${(index + 1) % 6}`)))).toEqual(all.map((_, index) => `value ${(index + 1) % 6}`));
});

test('a damaged record, a damaged file, one that is gone or another’s: a typed error, never a wrong secret, nothing overwritten', async () => {
  const one = store();
  await one.create(PASSPHRASE);
  await one.set('a', 'of a');
  await one.set('b', 'of b');
  const good = (await json()) as { secrets: Record<string, string> };
  await writeFile(file, JSON.stringify({ ...good, secrets: { a: good.secrets.b, b: good.secrets.a } }));
  await expect(one.get('a')).rejects.toMatchObject({ code: 'file-malformed' });
  await writeFile(file, '{"version":1');
  await expect(one.set('a', 'x')).rejects.toMatchObject({ code: 'file-malformed' });
  expect(await readFile(file, 'utf8')).toBe('{"version":1');
  await writeFile(file, JSON.stringify({ ...good, kdf: { name: 'scrypt', N: 2 ** 30, r: 8, p: 1, salt: '' } }));
  await expect(store().unlock(PASSPHRASE)).rejects.toMatchObject({ code: 'file-malformed' });
  await store().destroy();
  await expect(one.get('a')).rejects.toMatchObject({ code: 'keychain-unavailable' });
  await store().create(PASSPHRASE);
  await expect(one.set('a', 'x')).rejects.toMatchObject({ code: 'keychain-locked' });
  await expect(store().create(PASSPHRASE)).rejects.toMatchObject({ code: 'invalid-input' });
});
