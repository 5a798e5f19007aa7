import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, expect, test } from 'vitest';
import { itemLimit, LongSecrets } from '../../../electron/profiles/keychain/long-secrets';
import { MemorySecretStore } from '../memory-secret-store';

let folder: string;
let keychain: MemorySecretStore;
const secrets = (): LongSecrets => new LongSecrets({ keychain, limit: 1_200, folder });

beforeEach(async () => {
  folder = join(await mkdtemp(join(tmpdir(), 'berth-long-')), 'long');
  keychain = new MemorySecretStore();
});

test('only Windows limits what an item holds, well below the 1,280 letters of its Credential Manager', () => {
  expect([itemLimit('win32'), itemLimit('linux'), itemLimit('darwin')]).toEqual([1_200, undefined, undefined]);
  expect((itemLimit('win32') ?? 0) * 2).toBeLessThan(2_560);
});

test('what fits stays in the keychain; what does not is sealed on disk, with its key in the keychain', async () => {
  await secrets().set('short', 'x'.repeat(1_200));
  expect(keychain.items.get('short')).toHaveLength(1_200);
  const long = 'token 🗝 '.repeat(400);
  await secrets().set('long', long);
  expect(await secrets().get('long')).toBe(long);
  expect(Math.max(...[...keychain.items.values()].map(({ length }) => length))).toBeLessThanOrEqual(1_200);
  for (const name of await readdir(folder)) expect((await readFile(join(folder, name))).includes('token')).toBe(false);
});

test('a secret that grows and shrinks again leaves nothing behind', async () => {
  const one = secrets();
  await one.set('a', 'short');
  await one.set('a', 'l'.repeat(5_000));
  await one.set('a', 'm'.repeat(6_000));
  expect(await one.get('a')).toBe('m'.repeat(6_000));
  await one.set('a', 'short again');
  expect([await one.get('a'), await readdir(folder)]).toEqual(['short again', []]);
  await one.set('a', 'l'.repeat(5_000));
  await one.delete('a');
  expect([await one.get('a'), await readdir(folder), [...keychain.items.keys()]]).toEqual([undefined, [], ['sealed-records-key']]);
});

test('a sealed secret that is gone from the disk is none, and a locked keychain says so', async () => {
  const one = secrets();
  await one.set('a', 'l'.repeat(5_000));
  await rm(folder, { recursive: true });
  expect(await one.get('a')).toBeUndefined();
  keychain.refuses = true;
  await expect(one.get('a')).rejects.toMatchObject({ code: 'keychain-locked' });
});
