import { mkdir, mkdtemp, readdir, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { beforeEach, expect, test } from 'vitest';
import { logFile } from '../../electron/log-file';
import { KeychainSecretStore } from '../../electron/profiles/keychain/keychain-secret-store';
import { Profiles } from '../../electron/profiles/profiles';
import type { SecretStore } from '../../electron/profiles/secret-store';
import { PassphraseSecretStore } from '../../electron/profiles/secrets/passphrase-secret-store';
import { SealedRecords } from '../../electron/profiles/secrets/sealed-records';
import { SecretStores } from '../../electron/profiles/secrets/secret-stores';
import { SettingsStore } from '../../electron/settings/settings-store';
import { AppError, toWireError } from '../../shared/errors';
import { MemorySecretStore } from './memory-secret-store';

const PLANTED = 'sesame+wJalrXUtnFEMI/K7MDENG';
const region = 'eu-west-1';
const key = { name: 'mine', region, accessKeyId: 'AKIAIOSFODNN7EXAMPLE', secretAccessKey: PLANTED };
let home: string;
let said: string[];
let failures: number;

beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'berth-words-'));
  said = [];
  failures = 0;
  await mkdir(join(home, '.aws'));
});

/** Runs work that may fail, and keeps every word of its failure, causes and log line included. */
async function say(work: () => unknown): Promise<void> {
  try {
    await work();
  } catch (thrown) {
    failures += 1;
    said.push(JSON.stringify(toWireError(thrown)), inspect(thrown, { depth: 10, showHidden: true }));
    logFile(join(home, 'data', 'berth.log'), () => new Date())('test', thrown);
  }
}

const open = (secrets: SecretStore): Profiles =>
  new Profiles({ env: {}, home, folders: { data: join(home, 'data') }, secrets, settings: new SettingsStore(join(home, 'data', 'settings.json')).ofProfiles(), berthCommand: ['/opt/berth'] });

/** A keychain that fails in its library's words, whatever is asked. */
const failing = (reason: string): KeychainSecretStore =>
  new KeychainSecretStore({
    spawn: () => {
      let tell: (message: unknown) => void = () => undefined;
      return { post: ({ id }) => tell({ id, ok: false, reason }), onMessage: (listener) => (tell = listener), onExit: () => undefined, kill: () => undefined };
    },
  });

test('no secret is in any failure, state, log line or file that Berth wrote', async () => {
  const filed = (extra = ''): string => `[filed]\nregion = ${region}\naws_access_key_id = AKIAIOSFODNN7EXAMPLE\naws_secret_access_key = ${PLANTED}\n${extra}`;
  for (const reason of ['Secret Service: object locked', 'unlock prompt was dismissed', 'D-Bus error', 'longer than platform limit'])
    await say(() => open(failing(reason)).addStatic(key));

  const secrets = new MemorySecretStore();
  const profiles = open(secrets);
  await profiles.addStatic(key);
  await say(() => profiles.addStatic(key));
  await say(() => profiles.addStatic({ ...key, name: 'not a name' }));
  await say(() => profiles.addStatic({ ...key, name: 'x', accessKeyId: PLANTED }));
  await say(() => profiles.edit({ name: 'mine', accessKeyId: 'AKIAOTHER00000000000', secretAccessKey: 'sesame' }));
  await profiles.addSourced({ kind: 'process', name: 'program', region, command: `/bin/keys --token ${'x'.repeat(3)}` });
  secrets.get = async () => `${PLANTED} damaged`;
  await say(() => profiles.edit({ name: 'mine', newName: 'yours' }));
  await say(() => profiles.addStatic({ ...key, name: 'other' }));

  for (const extra of ['aws_session_token = sesame-token\n', '  sesame-continued\n', `credential_process = /bin/x ${PLANTED}\n`]) {
    await writeFile(join(home, '.aws', 'credentials'), filed(extra));
    await profiles.reload();
    await say(() => profiles.import({ name: 'filed', plainText: 'replace' }));
    said.push(JSON.stringify(profiles.state()));
  }
  await writeFile(join(home, '.aws', 'credentials'), `sesame line\n[filed\n${PLANTED}\n`);
  await profiles.reload();
  said.push(JSON.stringify(profiles.state()));

  const settings = new SettingsStore(join(home, 'data', 'settings.json'));
  const file = new PassphraseSecretStore({ file: join(home, 'data', 'secrets.json'), cost: { N: 2 ** 10, r: 8, p: 1 } });
  const stores = new SecretStores({
    keychain: new MemorySecretStore(),
    file,
    settings: { secretStore: () => settings.current().secretStore, setSecretStore: (store) => settings.setSecretStore(store), onChange: (listener) => settings.onChange(listener) },
    accounts: async () => [],
    ask: () => Promise.reject(new AppError('cancelled', 'No passphrase was given.')),
  });
  await stores.useFile('sesame passphrase');
  await stores.set('profile:mine', PLANTED);
  await new SealedRecords({ folder: join(home, 'data', 'sealed'), secrets: stores, now: Date.now }).set('token', PLANTED);
  file.lock();
  await say(() => stores.unlock('sesame wrong passphrase'));
  await say(() => stores.get('profile:mine'));
  await say(() => stores.opened());
  said.push(JSON.stringify(stores.state()));

  for (const name of await readdir(join(home, 'data'), { recursive: true })) said.push(name, await readFile(join(home, 'data', name), 'latin1').catch(() => ''));
  await writeFile(join(home, 'data', 'profiles.json'), `{"sesame": ${PLANTED}`);
  await say(() => open(new MemorySecretStore()).remove('mine'));
  await say(() => open(new MemorySecretStore()).addStatic(key));
  await writeFile(join(home, 'data', 'secrets.json'), `{"sesame": ${PLANTED}`);
  await say(() => stores.get('profile:mine'));

  expect(failures).toBeGreaterThanOrEqual(16);
  const base64 = Buffer.from(PLANTED).toString('base64').slice(0, -4);
  for (const text of said) {
    expect(text).not.toContain('sesame');
    expect(text).not.toContain(base64);
  }
});
