import { fork } from 'node:child_process';
import { mkdir, mkdtemp, readFile, stat, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'libsql';
import { expect, test } from 'vitest';
import { RepositoryQuery } from '../../../shared/model/repository';
import { InventoryStore } from '../../../electron/inventory/store/inventory-store';
import { storeFile } from '../../../electron/inventory/store/sql/open-store';
import { repository } from '../repository';
import { digest, fill, NOW } from './memory-store';

const folder = (): Promise<string> => mkdtemp(join(tmpdir(), 'berth-store-'));

/** A store on this file, and what it complained about. */
function open(file: string) {
  const complaints: unknown[] = [];
  const store = new InventoryStore({ file, now: () => NOW, log: (thrown) => complaints.push(thrown) });
  return { store, complaints, names: async () => (await store.query(RepositoryQuery.parse({}))).rows.map(({ name }) => name) };
}

/** A file that has a repository with 2,000 images. */
async function filled(): Promise<string> {
  const file = storeFile(await folder());
  const { store } = open(file);
  const images = Array.from({ length: 2000 }, (_none, n) => ({ digest: digest(n.toString(16).padStart(8, '0')), tags: [`v${n}`], sizeBytes: n }));
  await fill(store, [{ repository: repository('kept'), images }]);
  await store.close();
  return file;
}

/** After the damage the index is empty, says why once, and works like a new one. */
async function startsAnew(file: string): Promise<void> {
  const { store, complaints, names } = open(file);
  expect(await names()).toEqual([]);
  expect(complaints).toHaveLength(1);
  await fill(store, [{ repository: repository('new') }]);
  await store.close();
  expect(await open(file).names()).toEqual(['new']);
}

test('is there at the next start, readable by its owner alone', async () => {
  const file = await filled();
  const { names, complaints } = open(file);
  expect(await names()).toEqual(['kept']);
  expect(complaints).toEqual([]);
  expect((await stat(file)).mode & 0o777).toBe(0o600);
});

test('a file of something else is made anew', async () => {
  const file = storeFile(await folder());
  await writeFile(file, 'not a database at all, and long enough to look at it twice'.repeat(100));
  await startsAnew(file);
});

test('a file of another version is made anew', async () => {
  const file = await filled();
  const database = new Database(file);
  database.exec('PRAGMA user_version = 0');
  database.close();
  await startsAnew(file);
});

test('a file that was cut off is made anew, at once or when it shows', async () => {
  for (const share of [0.001, 0.3, 0.9]) {
    const file = await filled();
    await truncate(file, Math.floor((await stat(file)).size * share));
    const { store, names } = open(file);
    await names();
    await store.searchImages({ search: '', sort: 'size', descending: true, offset: 0, limit: 1000 });
    await fill(store, [{ repository: repository('new') }]);
    expect(await names()).toContain('new');
    await store.close();
  }
});

test('a damaged page is noticed, everything is read again, and the question is answered', async () => {
  const file = await filled();
  const bytes = await readFile(file);
  // Every page but the first, where the header and the list of tables are.
  bytes.fill(0xa5, 16_384);
  await writeFile(file, bytes);
  const { store, names } = open(file);
  let rebuilt = 0;
  store.onRebuilt(() => (rebuilt += 1));
  expect(await names()).toEqual([]);
  await fill(store, [{ repository: repository('new') }]);
  expect(await names()).toEqual(['new']);
  expect(rebuilt).toBe(1);
});

test('where no file can be, the index is in memory', async () => {
  const blocked = join(await folder(), 'a-file');
  await writeFile(blocked, '');
  const { store, names, complaints } = open(storeFile(blocked));
  await fill(store, [{ repository: repository('here') }]);
  expect(await names()).toEqual(['here']);
  expect(complaints).toHaveLength(1);
});

test('removes the files of older versions, and leaves those of newer ones', async () => {
  const place = await folder();
  for (const name of ['inventory-0.db', 'inventory-99.db', 'inventory.json']) await writeFile(join(place, name), 'x');
  await mkdir(join(place, 'inventory-0.db-wal'));
  await open(storeFile(place)).names();
  const exists = (name: string): Promise<boolean> => stat(join(place, name)).then(() => true, () => false);
  expect(await Promise.all(['inventory-0.db', 'inventory-0.db-wal', 'inventory.json', 'inventory-99.db'].map(exists))).toEqual([false, false, false, true]);
});

test('a file that another program holds is left alone, with an index in memory meanwhile', async () => {
  const file = storeFile(await folder());
  const other = new Database(file);
  other.exec('PRAGMA locking_mode = EXCLUSIVE; CREATE TABLE theirs (word TEXT); BEGIN EXCLUSIVE; INSERT INTO theirs VALUES (1)');
  const { store, complaints, names } = open(file);
  await fill(store, [{ repository: repository('here') }]);
  expect(await names()).toEqual(['here']);
  expect(complaints).toHaveLength(1);
  other.exec('COMMIT');
  expect(other.prepare('SELECT count(*) FROM theirs').raw().all()).toEqual([[1]]);
}, 30_000);

test('another process reads what one is writing, and sees each write as a whole', async () => {
  const file = storeFile(await folder());
  const [writer, reader] = [open(file), open(file)];
  await fill(writer.store, [{ repository: repository('one') }]);
  expect(await reader.names()).toEqual(['one']);
  await fill(writer.store, [{ repository: repository('two') }]);
  expect(await reader.names()).toEqual(['one', 'two']);
});

test('a writer that is killed leaves whole lists of images, and nothing to mend', async () => {
  const file = storeFile(await folder());
  for (let life = 0; life < 4; life += 1) {
    const child = fork(join(__dirname, 'write-for-ever.cjs'), [file, join(process.cwd(), 'node_modules/libsql')], { stdio: 'ignore' });
    await open(file).names();
    await new Promise<void>((resolve) => child.once('message', () => resolve()));
    child.kill('SIGKILL');
    await new Promise((resolve) => child.once('exit', resolve));
    const { store, complaints, names } = open(file);
    await names();
    const database = new Database(file);
    // The writer gives every image of a repository the size of that turn.
    expect(database.prepare('SELECT count(*) FROM (SELECT id >> 20 FROM image GROUP BY id >> 20 HAVING count(DISTINCT size) > 1 OR count(*) <> 50)').raw().all()).toEqual([[0]]);
    expect(database.prepare('PRAGMA integrity_check').raw().all()).toEqual([['ok']]);
    database.close();
    expect(complaints).toEqual([]);
    await store.close();
  }
}, 60_000);
