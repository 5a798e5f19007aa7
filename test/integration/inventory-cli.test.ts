import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { InventoryStore } from '../../electron/inventory/store/inventory-store';
import { storeFile } from '../../electron/inventory/store/sql/open-store';
import { Image } from '../../shared/model/image';
import { Repository } from '../../shared/model/repository';
import { startSandboxProcess, Terminal, type SandboxProcess } from './cli-runs';

const HARBOUR = ['--profile', 'sandbox-harbour', '--region', 'eu-central-1'];

let folder: string;
let sandbox: SandboxProcess;
let terminal: Terminal;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'berth-inventory-cli-'));
  sandbox = await startSandboxProcess(join(folder, 'sandbox'));
  terminal = await Terminal.open(sandbox.description);
});
afterAll(async () => {
  await sandbox.stop();
  await terminal.home.remove();
  await rm(folder, { recursive: true });
});

/** Keeps in Berth's index what the window would have read: a repository of the sandbox with its images. */
async function readIntoIndex(name: string): Promise<Repository> {
  const repository = (await terminal.json(z.array(Repository), 'repos', ...HARBOUR, '--search', `name:${name}`)).find((one) => one.name === name);
  if (repository === undefined) throw new Error(`The sandbox has no ${name}.`);
  const images = await terminal.json(z.array(Image), 'images', name, ...HARBOUR);
  const store = new InventoryStore({ file: storeFile(terminal.home.berth), now: Date.now, log: console.error });
  const { profile, region } = repository;
  await store.putRepositories({ source: { profile, region, registry: 'private' }, repositories: [repository] });
  await store.putImages({ uri: repository.uri, images, readAt: Date.now() });
  await store.close();
  return repository;
}

test('berth repos lists every account, and a search narrows it', async () => {
  const all = await terminal.json(z.array(Repository), 'repos', '--region', 'eu-central-1');
  expect(new Set(all.map(({ profile }) => profile)).size).toBeGreaterThan(1);
  const shop = await terminal.json(z.array(Repository), 'repos', '--search', 'name:shop/* account:sandbox-harbour', '--region', 'eu-central-1');
  expect(shop.map(({ name }) => name).sort()).toEqual(all.filter(({ name, profile }) => name.startsWith('shop/') && profile === 'sandbox-harbour').map(({ name }) => name).sort());
  expect(shop.length).toBeGreaterThan(0);
  expect(await terminal.words('repos', ...HARBOUR, '--search', 'name:shop/*')).toContain(shop[0]?.uri);
});

test('berth repos says which part of a search it did not understand, and searches with the rest', async () => {
  const { code, stdout, stderr } = await terminal.berth(['repos', ...HARBOUR, '--search', 'created:soon shop/api']);
  expect(code).toBe(0);
  expect(stderr).toContain('“created:soon” is not understood');
  expect(stdout).toContain('/shop/api');
});

test('berth images lists those of one repository that a search is about', async () => {
  const all = await terminal.json(z.array(Image), 'images', 'shop/api', ...HARBOUR);
  const untagged = await terminal.json(z.array(Image), 'images', 'shop/api', ...HARBOUR, '--search', 'untagged');
  expect(untagged.map(({ digest }) => digest).sort()).toEqual(all.filter(({ tags }) => tags.length === 0).map(({ digest }) => digest).sort());
  expect(untagged.length).toBeLessThan(all.length);
});

test('berth says that nothing has been read yet, where an empty answer would be taken for an empty registry', async () => {
  const exported = await terminal.berth(['inventory', 'export']);
  expect(exported.code).toBe(0);
  expect(exported.stdout.trim().split('\r\n')).toHaveLength(1);
  expect(exported.stderr).toContain('has not read any registry yet');
  expect((await terminal.berth(['images', '--search', 'latest'])).stderr).toContain('has not read any registry yet');
});

test('berth inventory export writes what the index has, to a file of its owner or to a pipe', async () => {
  const { uri } = await readIntoIndex('shop/api');
  const images = await terminal.json(z.array(Image), 'images', 'shop/api', ...HARBOUR);
  const file = join(folder, 'images.csv');
  expect(await terminal.words('inventory', 'export', file, '--images')).toContain(file);
  const lines = (await readFile(file, 'utf8')).trim().split('\r\n');
  expect(lines).toHaveLength(images.length + 1);
  expect(lines.slice(1).every((line) => line.includes('shop/api'))).toBe(true);
  expect((await stat(file)).mode & 0o777).toBe(0o600);
  const piped = JSON.parse(await terminal.words('inventory', 'export', '--format', 'json')) as { uri: string }[];
  expect(piped.map((one) => one.uri)).toEqual([uri]);
  const nothing = await terminal.berth(['inventory', 'export', '--format', 'json', '--search', 'nothing-is-called-so']);
  expect([JSON.parse(nothing.stdout), nothing.stderr]).toEqual([[], '']);
});

test('berth inventory export says what is wrong with a format or a place', async () => {
  expect(await terminal.error(['inventory', 'export', '--format', 'xml'])).toMatchObject({ code: 'invalid-input', message: expect.stringContaining('xml') as string });
  expect(await terminal.error(['inventory', 'export', join(folder, 'no-such-folder', 'all.csv')])).toMatchObject({ code: 'invalid-input', message: expect.stringContaining('could not be written') as string });
});
