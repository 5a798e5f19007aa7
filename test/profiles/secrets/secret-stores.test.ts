import { mkdtemp, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import { PassphraseSecretStore } from '../../../electron/profiles/secrets/passphrase-secret-store';
import { SecretStores } from '../../../electron/profiles/secrets/secret-stores';
import { SettingsStore } from '../../../electron/settings/settings-store';
import { AppError } from '../../../shared/errors';
import { MemorySecretStore } from '../memory-secret-store';

const PASSPHRASE = 'correct horse';
let folder: string;
let keychain: MemorySecretStore;
let file: PassphraseSecretStore;
let settings: SettingsStore;
let answers: (string | AppError)[];
let asked: boolean[];
let stores: SecretStores;

const open = async (): Promise<SecretStores> => {
  settings = new SettingsStore(join(folder, 'settings.json'));
  await settings.load();
  file = new PassphraseSecretStore({ file: join(folder, 'secrets.json'), cost: { N: 2 ** 10, r: 8, p: 1 } });
  return new SecretStores({
    keychain,
    file,
    settings: { secretStore: () => settings.current().secretStore, setSecretStore: (store) => settings.setSecretStore(store), onChange: (listener) => settings.onChange(listener) },
    accounts: async () => ['profile:a', 'profile:b', 'sealed-records-key'],
    ask: async ({ wrong }) => {
      asked.push(wrong);
      const answer = answers.shift() ?? 'nothing';
      if (typeof answer === 'string') return answer;
      throw answer;
    },
  });
};

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'berth-stores-'));
  keychain = new MemorySecretStore();
  keychain.items.set('profile:a', 'secret of a').set('sealed-records-key', 'key');
  answers = [];
  asked = [];
  stores = await open();
});

describe('moving to the file', () => {
  test('takes the secrets along, verifies them, and only then removes them from the keychain', async () => {
    let told = 0;
    stores.onChange(() => (told += 1));
    await stores.useFile(PASSPHRASE);
    expect(stores.state()).toEqual({ store: 'file', locked: false });
    expect([await stores.get('profile:a'), await stores.get('sealed-records-key'), await stores.get('profile:b')]).toEqual(['secret of a', 'key', undefined]);
    expect(keychain.items.size).toBe(0);
    expect(await readFile(join(folder, 'settings.json'), 'utf8')).toContain('"secretStore": "file"');
    expect(told).toBeGreaterThan(0);
  });

  test('a locked keychain leaves it in force, and no file behind', async () => {
    keychain.refuses = true;
    await expect(stores.useFile(PASSPHRASE)).rejects.toMatchObject({ code: 'keychain-locked' });
    keychain.refuses = false;
    expect(stores.state()).toEqual({ store: 'keychain', locked: false });
    expect(await stores.get('profile:a')).toBe('secret of a');
    expect(await file.exists()).toBe(false);
  });

  test('a keychain that is not there has nothing to move', async () => {
    keychain.get = () => Promise.reject(new AppError('keychain-unavailable', 'none'));
    await stores.useFile(PASSPHRASE);
    await stores.set('profile:a', 'new');
    expect(await stores.get('profile:a')).toBe('new');
  });

  test('a file that does not give back what it took leaves the keychain in force with all secrets', async () => {
    const set = file.set.bind(file);
    file.set = (account, value) => set(account, `${value}?`);
    await expect(stores.useFile(PASSPHRASE)).rejects.toMatchObject({ code: 'keychain-unavailable' });
    expect([stores.state().store, [...keychain.items.keys()]]).toEqual(['keychain', ['profile:a', 'sealed-records-key']]);
  });

  test('settings that cannot be written leave the keychain in force with all secrets', async () => {
    const write = settings.setSecretStore.bind(settings);
    settings.setSecretStore = async (store) => {
      await write(store);
      if (store === 'file') throw new AppError('disk-full', 'full');
    };
    await expect(stores.useFile(PASSPHRASE)).rejects.toMatchObject({ code: 'disk-full' });
    expect(stores.state()).toEqual({ store: 'keychain', locked: false });
    expect([settings.current().secretStore, await stores.get('profile:a'), await file.exists()]).toEqual(['keychain', 'secret of a', false]);
  });

  test('said again, it gives the file another passphrase', async () => {
    await stores.useFile(PASSPHRASE);
    await stores.useFile('another passphrase');
    stores = await open();
    await expect(stores.unlock(PASSPHRASE)).rejects.toMatchObject({ code: 'passphrase-wrong' });
    await stores.unlock('another passphrase');
    expect(await stores.get('profile:a')).toBe('secret of a');
  });
});

describe('moving back to the keychain', () => {
  test('takes all secrets along and removes the file', async () => {
    await stores.useFile(PASSPHRASE);
    await stores.set('another', 'x');
    await stores.useKeychain();
    expect(Object.fromEntries(keychain.items)).toEqual({ 'profile:a': 'secret of a', 'sealed-records-key': 'key', another: 'x' });
    expect(stores.state()).toEqual({ store: 'keychain', locked: false });
    expect(await file.exists()).toBe(false);
  });

  test('a keychain that refuses leaves the file in force', async () => {
    await stores.useFile(PASSPHRASE);
    keychain.refuses = true;
    await expect(stores.useKeychain()).rejects.toMatchObject({ code: 'keychain-locked' });
    expect(stores.state()).toEqual({ store: 'file', locked: false });
    expect(await stores.get('profile:a')).toBe('secret of a');
  });

  test('half the way and no further: copies already made go again', async () => {
    await stores.useFile(PASSPHRASE);
    const set = keychain.set.bind(keychain);
    keychain.set = (account, value) => (account === 'sealed-records-key' ? Promise.reject(new AppError('keychain-locked', 'no')) : set(account, value));
    await expect(stores.useKeychain()).rejects.toMatchObject({ code: 'keychain-locked' });
    expect(keychain.items.size).toBe(0);
  });
});

describe('a locked file', () => {
  beforeEach(async () => {
    await stores.useFile(PASSPHRASE);
    stores = await open();
  });

  test('asks nobody in the background', async () => {
    expect(stores.state()).toEqual({ store: 'file', locked: true });
    await expect(stores.get('profile:a')).rejects.toMatchObject({ code: 'keychain-locked' });
    expect(asked).toEqual([]);
  });

  test('asks a person who acts, once for all who wait, and says when the passphrase was wrong', async () => {
    answers = ['wrong', PASSPHRASE];
    await Promise.all([stores.opened(), stores.opened()]);
    expect(asked).toEqual([false, true]);
    expect(await stores.get('profile:a')).toBe('secret of a');
    await stores.opened();
    expect(asked).toHaveLength(2);
  });

  test('gives up after three wrong ones, and at once when the person declines', async () => {
    await expect(stores.opened()).rejects.toMatchObject({ code: 'passphrase-wrong' });
    expect(asked).toEqual([false, true, true]);
    answers = [new AppError('cancelled', 'No passphrase was given.')];
    await expect(stores.opened()).rejects.toMatchObject({ code: 'cancelled' });
  });
});

test('what another process chose is in force here too', async () => {
  const elsewhere = stores;
  const own = await open();
  settings.start();
  const changed = new Promise<void>((resolve) => own.onChange(resolve));
  await elsewhere.useFile(PASSPHRASE);
  await changed;
  settings.close();
  expect(own.state()).toEqual({ store: 'file', locked: true });
});
