import { mkdtemp, readdir, readFile, stat, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { beforeEach, expect, test } from 'vitest';
import { RECORD_LIMIT, SealedRecords } from '../../../electron/profiles/secrets/sealed-records';
import { seal, unseal } from '../../../electron/profiles/secrets/seal';
import { MemorySecretStore } from '../memory-secret-store';

let folder: string;
let secrets: MemorySecretStore;
let now: number;
const records = (): SealedRecords => new SealedRecords({ folder, secrets, now: () => now });

beforeEach(async () => {
  folder = join(await mkdtemp(join(tmpdir(), 'berth-sealed-')), 'sealed');
  secrets = new MemorySecretStore();
  now = Date.now();
});

const files = async (): Promise<string[]> => (await readdir(folder)).sort();

test('a record is there again for another process, and only its seal is on disk', async () => {
  expect(await records().set('token 123456789012.dkr.ecr.eu-west-1.amazonaws.com', 'se©ret ✓')).toBe(true);
  expect(await records().get('token 123456789012.dkr.ecr.eu-west-1.amazonaws.com')).toBe('se©ret ✓');
  const [file = '', ...others] = await files();
  expect(others).toEqual([]);
  expect(file).toMatch(/^[0-9a-f]{64}\.sealed$/);
  const bytes = await readFile(join(folder, file));
  expect(bytes.includes('se©ret')).toBe(false);
  expect(bytes.includes('amazonaws')).toBe(false);
  expect((await stat(join(folder, file))).mode & 0o777).toBe(0o600);
  expect((await stat(folder)).mode & 0o777).toBe(0o700);
});

test('a record under another name, or of another key, is none', async () => {
  const one = records();
  await one.set('a', 'of a');
  await one.set('b', 'of b');
  const [first = '', second = ''] = await files();
  await writeFile(join(folder, second), await readFile(join(folder, first)));
  expect([await one.get('a'), await one.get('b')].filter((text) => text !== undefined)).toHaveLength(1);
  secrets.items.clear();
  expect(await records().get('a')).toBeUndefined();
});

test('of 112 records, each with a single bit turned, none ever answers a wrong text', () => {
  const key = Buffer.alloc(32, 7);
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', minLength: 1, maxLength: 200 }), fc.nat(), (text, position) => {
      const sealed = seal(key, 'name', text);
      expect(unseal(key, 'name', sealed)).toBe(Buffer.from(text).toString('utf8'));
      const bit = position % (sealed.length * 8);
      sealed.writeUInt8(sealed.readUInt8(bit >> 3) ^ (1 << (bit & 7)), bit >> 3);
      expect(unseal(key, 'name', sealed)).toBeUndefined();
    }),
    { numRuns: 112 },
  );
});

test('every single bit of a file turned, and every shorter file, is an empty cache', async () => {
  const one = records();
  await one.set('a', 'x');
  const [name = ''] = await files();
  const sealed = await readFile(join(folder, name));
  for (let bit = 0; bit < sealed.length * 8; bit += 1) {
    const damaged = Buffer.from(sealed);
    damaged.writeUInt8(damaged.readUInt8(bit >> 3) ^ (1 << (bit & 7)), bit >> 3);
    await writeFile(join(folder, name), damaged);
    expect(await one.get('a')).toBeUndefined();
  }
  for (let length = 0; length < sealed.length; length += 1) {
    await writeFile(join(folder, name), sealed.subarray(0, length));
    expect(await one.get('a')).toBeUndefined();
  }
});

test('a locked store makes it empty and unable to keep, is not asked all the time, and is asked again later', async () => {
  await records().set('a', 'kept');
  secrets.refuses = true;
  const one = records();
  expect([await one.get('a'), await one.set('a', 'new'), await one.get('a')]).toEqual([undefined, false, undefined]);
  expect(secrets.calls.filter((call) => call.startsWith('get'))).toHaveLength(4);
  secrets.refuses = false;
  expect(await one.get('a')).toBeUndefined();
  now += 31_000;
  expect(await one.get('a')).toBe('kept');
});

test('once the store is unlocked the key is asked for at once when told so', async () => {
  secrets.refuses = true;
  const one = records();
  expect(await one.set('a', 'x')).toBe(false);
  secrets.refuses = false;
  one.forgetKey();
  expect(await one.set('a', 'x')).toBe(true);
});

test('many that need the key at once make one', async () => {
  const all = Array.from({ length: 8 }, records);
  await Promise.all(all.map((one, index) => one.set(`r${index}`, `text ${index}`)));
  expect(secrets.calls.filter((call) => call.startsWith('set'))).toHaveLength(1);
  const reader = records();
  expect(await Promise.all(all.map((_, index) => reader.get(`r${index}`)))).toEqual(all.map((_, index) => `text ${index}`));
});

test('a store that forgets what it takes is not built on, and what stands under the key’s name is never replaced', async () => {
  class Forgetful extends MemorySecretStore {
    override async get(): Promise<string | undefined> {
      return undefined;
    }
  }
  secrets = new Forgetful();
  expect(await records().set('a', 'x')).toBe(false);
  secrets = new MemorySecretStore();
  secrets.items.set('sealed-records-key', 'something else');
  expect(await records().set('a', 'x')).toBe(false);
  expect(secrets.items.get('sealed-records-key')).toBe('something else');
});

test('what is too long is not kept', async () => {
  const one = records();
  expect(await one.set('a', 'x'.repeat(RECORD_LIMIT))).toBe(true);
  expect(await one.set('b', 'ü'.repeat(RECORD_LIMIT))).toBe(false);
  expect(await one.get('a')).toHaveLength(RECORD_LIMIT);
});

test('what nobody wrote for 40 days goes, and nothing else', async () => {
  const one = records();
  await one.set('old', 'x');
  const [old = ''] = await files();
  await writeFile(join(folder, 'half.tmp'), '');
  await utimes(join(folder, old), now / 1000 - 41 * 86_400, now / 1000 - 41 * 86_400);
  await one.set('new', 'y');
  await one.tidy();
  expect([await one.get('old'), await one.get('new')]).toEqual([undefined, 'y']);
  expect(await files()).toContain('half.tmp');
  now += 2 * 86_400_000;
  await one.tidy();
  expect(await files()).not.toContain('half.tmp');
});

test('a record that is gone, deleted or never was is none', async () => {
  const one = records();
  await one.set('a', 'x');
  await one.delete('a');
  await one.delete('never');
  expect([await one.get('a'), await one.get('never')]).toEqual([undefined, undefined]);
});
