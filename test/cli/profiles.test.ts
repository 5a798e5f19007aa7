import { mkdir, mkdtemp, readdir, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import { PassphraseSecretStore } from '../../electron/profiles/secrets/passphrase-secret-store';
import { SecretStores } from '../../electron/profiles/secrets/secret-stores';
import { Profiles } from '../../electron/profiles/profiles';
import { SettingsStore } from '../../electron/settings/settings-store';
import { AppError } from '../../shared/errors';
import { MemorySecretStore } from '../profiles/memory-secret-store';
import { errorOf, run } from './run-cli';

const SECRET = 'planted/wJalrXUtnFEMI/K7MDENG';
const KEY = 'AKIAIOSFODNN7EXAMPLE';
const ROLE = 'arn:aws:iam::123456789012:role/pull';
const PASSPHRASE = 'planted correct horse';
let home: string;
let keychain: MemorySecretStore;
let profiles: Profiles;
let secrets: SecretStores;
let asked: string[];
let lines: Record<number, string>;
let answers: string[];
let atTerminal: boolean;

beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'berth-cli-profiles-'));
  keychain = new MemorySecretStore();
  await open();
  asked = [];
  lines = {};
  answers = [SECRET];
  atTerminal = false;
});

async function open(): Promise<void> {
  const settings = new SettingsStore(join(home, 'data', 'settings.json'));
  await settings.load();
  secrets = new SecretStores({
    keychain,
    file: new PassphraseSecretStore({ file: join(home, 'data', 'secrets.json'), cost: { N: 2 ** 10, r: 8, p: 1 } }),
    settings: { secretStore: () => settings.current().secretStore, setSecretStore: (store) => settings.setSecretStore(store), onChange: (listener) => settings.onChange(listener) },
    accounts: async () => ['profile:mine'],
    attended: true,
    ask: () => Promise.reject(new AppError('cancelled', 'No passphrase was given.')),
  });
  profiles = new Profiles({ env: {}, home, folders: { data: join(home, 'data') }, secrets, settings: settings.ofProfiles(), berthCommand: ['/opt/berth'] });
  await profiles.reload();
}

const berth = (...line: string[]) =>
  run(line, {
    services: { profiles, secrets, credentials: { providerFor: () => async () => ({ accessKeyId: KEY, secretAccessKey: SECRET, sessionToken: 'T', expiration: new Date('2030-01-01T00:00:00Z') }) } },
    surroundings: {
      typed: {
        atTerminal,
        secret: async (prompt) => {
          asked.push(prompt);
          return answers.shift() ?? '';
        },
        lineOf: async (fd) => lines[fd] ?? '',
      },
    },
  });
const added = (...line: string[]) => berth('profiles', 'add', ...line, '--region', 'eu-west-1');

describe('berth profiles add', () => {
  test('reads the secret of a static key and says it to nobody', async () => {
    const { status, stdout, stderr } = await added('mine', '--access-key-id', KEY, '--json');
    expect(JSON.parse(stdout)).toMatchObject({ name: 'mine', source: 'berth', kind: 'static', accessKeyId: KEY });
    expect([status, asked]).toEqual([0, [`Secret access key of ${KEY}: `]]);
    expect(stdout + stderr).not.toContain(SECRET);
    expect(keychain.items.get('profile:mine')).toContain(SECRET);
    for (const name of await readdir(join(home, 'data'))) expect(await readFile(join(home, 'data', name), 'utf8')).not.toContain('planted');
  });

  test.each([
    ['a role', ['--role-arn', ROLE, '--source-profile', 'mine', '--external-id', 'x', '--mfa-serial', 'arn:aws:iam::123456789012:mfa/me', '--session-name', 'me', '--duration', '900'], { kind: 'assume-role', externalId: true, mfaSerial: 'arn:aws:iam::123456789012:mfa/me', durationSeconds: 900 }],
    ['SSO', ['--sso-session', 'corp', '--account', '123456789012', '--role', 'Dev'], { kind: 'sso', ssoSession: 'corp', ssoAccountId: '123456789012', ssoRoleName: 'Dev' }],
    ['a program', ['--process', '/bin/keys', '--label', 'Mine'], { kind: 'process', label: 'Mine' }],
    ['a web identity', ['--web-identity-token-file', '/t', '--role-arn', ROLE], { kind: 'web-identity', roleArn: ROLE }],
    ['the environment', ['--environment'], { kind: 'environment' }],
    ['a container', ['--container'], { kind: 'container' }],
    ['an instance', ['--instance'], { kind: 'instance' }],
  ])('adds %s', async (_, options, shown) => {
    await added('mine', '--access-key-id', KEY);
    const { status, stdout } = await added('other', ...options, '--json');
    expect(JSON.parse(stdout)).toMatchObject({ name: 'other', ...shown });
    expect(status).toBe(0);
  });

  test.each([
    ['nothing said', [], /where the profile’s credentials come from/],
    ['two ways', ['--environment', '--container'], /one source of credentials: --environment or --container/],
    ['an option of another way', ['--environment', '--mfa-serial', 'arn:aws:iam::1:mfa/x'], /--mfa-serial does not go with --environment/],
    ['a duration in words', ['--role-arn', ROLE, '--source-profile', 'mine', '--duration', 'long'], /no number of seconds/],
    ['an account that is none', ['--sso-session', 'corp', '--account', '12', '--role', 'x'], /12 digits/],
  ])('%s is refused in a sentence with a next step', async (_, options, message) => {
    const { status, stdout } = await added('other', ...options, '--json');
    expect(errorOf(stdout)).toMatchObject({ code: 'invalid-input', message: expect.stringMatching(message), hint: expect.stringMatching(/\S/) });
    expect(status).toBe(1);
  });

  test('a secret on the command line is no option, and is not repeated', async () => {
    for (const given of [[`--secret-access-key=${SECRET}`], ['--secret-access-key', SECRET], [SECRET]]) {
      const { status, stdout, stderr } = await added('mine', '--access-key-id', KEY, ...given);
      expect(status).toBe(1);
      expect(stdout + stderr).not.toContain('planted');
    }
  });
});

describe('berth profiles', () => {
  test('edit changes, renames and takes away', async () => {
    await added('mine', '--access-key-id', KEY);
    await added('role', '--role-arn', ROLE, '--source-profile', 'mine', '--external-id', 'x', '--duration', '900');
    const { stdout } = await berth('profiles', 'edit', 'role', '--rename', 'puller', '--no-external-id', '--no-duration', '--session-name', 'me', '--json');
    expect(JSON.parse(stdout)).toEqual({ name: 'puller', source: 'berth', kind: 'assume-role', regions: ['eu-west-1'], roleArn: ROLE, sourceProfile: 'mine', sessionName: 'me' });
    expect(errorOf((await berth('profiles', 'edit', 'puller', '--json')).stdout).message).toBe('Nothing is to be changed.');
  });

  test('edit --new-secret asks for another secret', async () => {
    await added('mine', '--access-key-id', KEY);
    answers = ['another-planted-secret'];
    expect((await berth('profiles', 'edit', 'mine', '--new-secret')).status).toBe(0);
    expect(keychain.items.get('profile:mine')).toContain('another-planted-secret');
  });

  test('look gives words, a colour and the mark of production', async () => {
    await added('mine', '--environment');
    const { stdout } = await berth('profiles', 'look', 'mine', '--label', 'Live', '--colour', 'red', '--production', '--json');
    expect(JSON.parse(stdout)).toMatchObject({ label: 'Live', colour: 'red', production: true });
    expect((await berth('profiles')).stdout).toContain('Live (production)');
    expect(errorOf((await berth('profiles', 'look', 'mine', '--colour', 'mauve', '--json')).stdout).hint).toContain('teal');
    expect(JSON.parse((await berth('profiles', 'look', 'mine', '--no-colour', '--no-production', '--json')).stdout)).not.toHaveProperty('colour');
  });

  test('remove says what is removed, or who needs it', async () => {
    await added('mine', '--access-key-id', KEY);
    await added('role', '--role-arn', ROLE, '--source-profile', 'mine');
    expect((await berth('profiles', 'remove', 'mine')).stderr).toContain('source of role');
    expect((await berth('profiles', 'remove', 'role')).stdout).toBe('Profile role is removed.\n');
  });

  test('import moves a key and says where the file as it was is kept', async () => {
    await mkdir(join(home, '.aws'));
    await writeFile(join(home, '.aws', 'credentials'), `[filed]\nregion=eu-west-1\naws_access_key_id=${KEY}\naws_secret_access_key=${SECRET}\n`);
    await profiles.reload();
    const { status, stdout, stderr } = await berth('profiles', 'import', 'filed', '--plain-text', 'replace', '--json');
    expect([status, stderr]).toEqual([0, '']);
    const { profile, backups } = JSON.parse(stdout) as { profile: object; backups: string[] };
    expect(profile).toMatchObject({ name: 'filed', source: 'berth' });
    expect(backups).toHaveLength(1);
    expect(await readFile(join(home, '.aws', 'credentials'), 'utf8')).toBe('[filed]\nregion=eu-west-1\ncredential_process = /opt/berth credential-process --profile filed\n');
    expect(errorOf((await berth('profiles', 'import', 'filed', '--plain-text', 'burn', '--json')).stdout).code).toBe('invalid-input');
  });
});

describe('berth credential-process', () => {
  test.each([[[]], [['--json']]])('prints what AWS tools read, and nothing else (%j)', async (more) => {
    const { stdout, stderr } = await berth('credential-process', '--profile', 'mine', ...more);
    expect(JSON.parse(stdout)).toEqual({ Version: 1, AccessKeyId: KEY, SecretAccessKey: SECRET, SessionToken: 'T', Expiration: '2030-01-01T00:00:00.000Z' });
    expect(stderr).toBe('');
  });
  test('wants to be told whose', async () => {
    expect(errorOf((await berth('credential-process', '--json')).stdout)).toMatchObject({ code: 'invalid-input' });
  });
});

describe('berth secrets', () => {
  test('moves to a file with the passphrase of a descriptor, which opens it from then on, and back', async () => {
    await added('mine', '--access-key-id', KEY);
    lines = { 3: PASSPHRASE };
    expect(JSON.parse((await berth('secrets', 'use-file', '--passphrase-fd', '3', '--json')).stdout)).toEqual({ store: 'file', locked: false });
    expect(keychain.items.size).toBe(0);
    await open();
    expect((await berth('secrets')).stdout).toBe('Secrets are in a file encrypted with a passphrase, which is locked.\n');
    expect((await berth('profiles', 'remove', 'mine')).status).toBe(1);
    expect(JSON.parse((await berth('secrets', 'use-keychain', '--passphrase-fd', '3', '--json')).stdout)).toEqual({ store: 'keychain', locked: false });
    expect(keychain.items.get('profile:mine')).toContain(SECRET);
  });

  test('a wrong passphrase, a number that is none, two that differ, one that is short: a sentence without it', async () => {
    lines = { 3: PASSPHRASE };
    await berth('secrets', 'use-file', '--passphrase-fd', '3');
    await open();
    lines = { 3: 'planted wrong' };
    const wrong = await berth('profiles', '--passphrase-fd', '3', '--json');
    expect(errorOf(wrong.stdout).code).toBe('passphrase-wrong');
    expect(wrong.stdout + wrong.stderr).not.toContain('planted');
    await berth('secrets', 'use-keychain', '--passphrase-fd', '3');
    await rmSettings();
    await open();
    atTerminal = true;
    answers = ['planted one here', 'planted other'];
    expect(errorOf((await berth('secrets', 'use-file', '--json')).stdout).message).toContain('not the same');
    answers = ['short'];
    expect(errorOf((await berth('secrets', 'use-file', '--json')).stdout).message).toContain('at least 8');
    expect(errorOf((await berth('secrets', 'use-file', '--passphrase-fd', 'x', '--json')).stdout).message).toContain('no file descriptor');
  });
});

const rmSettings = (): Promise<void> => writeFile(join(home, 'data', 'settings.json'), '{}');
