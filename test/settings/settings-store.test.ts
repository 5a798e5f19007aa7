import { mkdtemp, readFile, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { SettingsStore } from '../../electron/settings/settings-store';

let folder: string;
let file: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'berth-settings-'));
  file = join(folder, 'settings.json');
});
afterEach(() => rm(folder, { recursive: true }));

test('settings survive a restart, readable by their owner alone, and leave no temporary file', async () => {
  const store = new SettingsStore(file);
  await store.load();
  await Promise.all([store.change({ theme: 'dark' }), store.addAwsFiles({ configFile: '/a', credentialsFile: '/b' })]);
  const again = new SettingsStore(file);
  await again.load();
  expect(again.current()).toMatchObject({
    theme: 'dark',
    closeToTray: true,
    awsFiles: [{ configFile: '/a', credentialsFile: '/b' }],
    regions: {},
  });
  expect((await stat(file)).mode & 0o777).toBe(0o600);
  expect(await readdir(folder)).toEqual(['settings.json']);
});

test('a damaged file gives the defaults and is not touched by reading', async () => {
  await writeFile(file, '{ "theme": "da');
  const store = new SettingsStore(file);
  await store.load();
  expect(store.current().theme).toBe('system');
  expect(await readFile(file, 'utf8')).toBe('{ "theme": "da');
});

test('a pair of AWS files is known once, and can be removed', async () => {
  const store = new SettingsStore(file);
  await store.addAwsFiles({ configFile: '/a', credentialsFile: '/b' });
  await store.addAwsFiles({ configFile: '/a', credentialsFile: '/c' });
  expect(store.current().awsFiles).toEqual([{ configFile: '/a', credentialsFile: '/c' }]);
  await store.removeAwsFiles({ configFile: '/a', credentialsFile: '/c' });
  expect(store.current().awsFiles).toEqual([]);
});

test('further regions of a profile are kept, once each, and an empty list takes them back', async () => {
  const store = new SettingsStore(file);
  await store.setRegions('dev', ['eu-west-1', 'us-east-1', 'eu-west-1']);
  await store.setRegions('prod', ['eu-west-1']);
  expect(store.current().regions).toEqual({ dev: ['eu-west-1', 'us-east-1'], prod: ['eu-west-1'] });
  await store.setRegions('dev', []);
  const again = new SettingsStore(file);
  await again.load();
  expect(again.current().regions).toEqual({ prod: ['eu-west-1'] });
});

test('two processes that change different settings keep both changes', async () => {
  const [window, terminal] = [new SettingsStore(file), new SettingsStore(file)];
  await window.change({ closeToTray: false });
  await terminal.setRegistryRules([{ pattern: '*', profile: 'dev' }]);
  await window.change({ theme: 'dark' });
  const again = new SettingsStore(file);
  await again.load();
  expect(again.current()).toMatchObject({ theme: 'dark', closeToTray: false, registryRules: [{ pattern: '*', profile: 'dev' }] });
});

test('what another process changes is told to whoever listens', async () => {
  const store = new SettingsStore(file);
  store.start();
  try {
    const changed = new Promise<void>((resolve) => store.onChange(resolve));
    await new SettingsStore(file).setRegistryRules([{ pattern: 'registry.example', profile: 'dev' }]);
    await changed;
    expect(store.current().registryRules).toEqual([{ pattern: 'registry.example', profile: 'dev' }]);
  } finally {
    store.close();
  }
});

test('what is read while a change is on its way to the disk does not undo it', async () => {
  const store = new SettingsStore(file);
  await store.change({ theme: 'dark' });
  const reading = store.load();
  const changing = store.addAwsFiles({ configFile: '/a', credentialsFile: '/b' });
  await reading;
  expect(store.current()).toMatchObject({ theme: 'dark', awsFiles: [{ configFile: '/a' }] });
  await changing;
  await store.load();
  expect(store.current().awsFiles).toHaveLength(1);
});
