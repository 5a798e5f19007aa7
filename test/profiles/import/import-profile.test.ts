import { chmod, mkdir, mkdtemp, readdir, readFile, rm, stat, symlink, lstat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { readAwsFile, replaceAwsFile } from '../../../electron/profiles/import/aws-file-edit';
import { Profiles } from '../../../electron/profiles/profiles';
import { SettingsStore } from '../../../electron/settings/settings-store';
import { MemorySecretStore } from '../memory-secret-store';

const SECRET = 'wJalrXUtnFEMI/K7MDENG';
const KEY = `aws_access_key_id = AKIAIOSFODNN7EXAMPLE\naws_secret_access_key = ${SECRET}\n`;
const CONFIG = '[profile dev]\nregion = eu-west-1\nendpoint_url = http://127.0.0.1:4566\n';
let home: string;
let aws: string;
let secrets: MemorySecretStore;
let profiles: Profiles;
const credentials = (): Promise<string> => readFile(join(aws, 'credentials'), 'utf8');

beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'berth-import-'));
  aws = join(home, '.aws');
  await mkdir(aws);
  secrets = new MemorySecretStore();
  await writeFile(join(aws, 'config'), CONFIG);
  await writeFile(join(aws, 'credentials'), `# top\n[dev]\n${KEY}\n[other]\naws_access_key_id = B\n`, { mode: 0o600 });
  profiles = new Profiles({ env: {}, home, folders: { data: join(home, 'data') }, secrets, settings: new SettingsStore(join(home, 'data', 'settings.json')).ofProfiles(), berthCommand: ['/opt/berth'] });
  await profiles.reload();
});
afterEach(() => rm(home, { recursive: true, force: true }));

describe('importing a plain-text key', () => {
  test.each([
    ['keep', `# top\n[dev]\n${KEY}\n[other]\naws_access_key_id = B\n`],
    ['remove', '# top\n[dev]\n\n[other]\naws_access_key_id = B\n'],
    ['replace', '# top\n[dev]\ncredential_process = /opt/berth credential-process --profile dev\n\n[other]\naws_access_key_id = B\n'],
  ] as const)('%s: the keychain has it, Berth’s own profile wins over what is left, and no name is there twice', async (plainText, left) => {
    const before = await credentials();
    const { backups } = await profiles.import({ name: 'dev', plainText });
    expect(JSON.parse(secrets.items.get('profile:dev') ?? '')).toEqual({ accessKeyId: 'AKIAIOSFODNN7EXAMPLE', secretAccessKey: SECRET });
    expect(await credentials()).toBe(left);
    expect(profiles.find('dev')).toMatchObject({ source: 'berth', kind: 'static', regions: ['eu-west-1'], endpoints: { ecr: 'http://127.0.0.1:4566' } });
    expect(profiles.state().problems.filter(({ message }) => message.includes('also in'))).toEqual([]);
    expect(backups).toHaveLength(plainText === 'keep' ? 0 : 1);
    for (const backup of backups) {
      expect(await readFile(backup, 'utf8')).toBe(before);
      expect((await stat(backup)).mode & 0o777).toBe(0o600);
      expect(backup).toMatch(/credentials\.before-berth-\d{4}-\d\d-\d\dT\d\d-\d\d-\d\dZ$/);
    }
    const readable = await readFile(join(home, 'data', 'profiles.json'), 'utf8');
    expect(readable).not.toContain(SECRET);
  });

  test('a key that was kept can be removed later', async () => {
    await profiles.import({ name: 'dev', plainText: 'keep' });
    expect(profiles.state().profiles.find(({ name }) => name === 'dev')?.plainTextKey).toBe(true);
    await profiles.import({ name: 'dev', plainText: 'remove' });
    expect(await credentials()).not.toContain(SECRET);
    expect(profiles.find('dev').plainTextKey).toBeUndefined();
    await expect(profiles.import({ name: 'dev', plainText: 'remove' })).rejects.toMatchObject({ code: 'credentials-missing' });
  });

  test('putting the backup back and removing Berth’s profile takes it all back', async () => {
    const { backups } = await profiles.import({ name: 'dev', plainText: 'remove' });
    await writeFile(join(aws, 'credentials'), await readFile(backups[0] ?? ''));
    await profiles.remove('dev');
    expect(profiles.find('dev')).toMatchObject({ source: 'aws-files', kind: 'static' });
    expect(secrets.items.size).toBe(0);
  });

  test('it keeps its name as long as the files have it, for AWS tools ask for that name', async () => {
    await profiles.import({ name: 'dev', plainText: 'replace' });
    await expect(profiles.edit({ name: 'dev', newName: 'ops' })).rejects.toMatchObject({ code: 'invalid-input', message: expect.stringContaining('also in') });
    await writeFile(join(aws, 'credentials'), '');
    await writeFile(join(aws, 'config'), '');
    await profiles.edit({ name: 'dev', newName: 'ops' });
    expect(secrets.items.has('profile:ops')).toBe(true);
  });

  test('it wins over what is left of it wherever the files are read from', async () => {
    await profiles.import({ name: 'dev', plainText: 'replace' });
    await symlink(aws, join(home, 'elsewhere'));
    const env = { AWS_CONFIG_FILE: join(home, 'elsewhere', 'config'), AWS_SHARED_CREDENTIALS_FILE: join(home, 'elsewhere', 'credentials') };
    const other = new Profiles({ env, home, folders: { data: join(home, 'data') }, secrets, settings: { awsFiles: () => [] } });
    await other.reload();
    expect(other.find('dev')).toMatchObject({ source: 'berth', kind: 'static' });
  });

  test('a key in the config file goes too; a symlink and the mode stay', async () => {
    await mkdir(join(home, 'dotfiles'));
    await writeFile(join(home, 'dotfiles', 'aws'), `${CONFIG}${KEY}`);
    await chmod(join(home, 'dotfiles', 'aws'), 0o640);
    await rm(join(aws, 'config'));
    await symlink(join(home, 'dotfiles', 'aws'), join(aws, 'config'));
    await profiles.import({ name: 'dev', plainText: 'replace' });
    expect((await lstat(join(aws, 'config'))).isSymbolicLink()).toBe(true);
    expect(await readFile(join(home, 'dotfiles', 'aws'), 'utf8')).toBe(CONFIG);
    expect((await stat(join(home, 'dotfiles', 'aws'))).mode & 0o777).toBe(0o640);
    expect(await credentials()).toContain('credential_process');
  });

  test('a keychain that refuses leaves the files and the list as they were', async () => {
    const before = await credentials();
    secrets.refuses = true;
    await expect(profiles.import({ name: 'dev', plainText: 'remove' })).rejects.toMatchObject({ code: 'keychain-locked' });
    expect(await credentials()).toBe(before);
    expect(profiles.find('dev').source).toBe('aws-files');
    expect((await readdir(aws)).sort()).toEqual(['config', 'credentials']);
  });

  test('a file that changes in the very moment of writing is not overwritten', async () => {
    const read = await readAwsFile(join(aws, 'credentials'));
    await writeFile(join(aws, 'credentials'), 'somebody else was here');
    await expect(replaceAwsFile(read ?? { file: '', text: '' }, 'ours')).rejects.toMatchObject({ code: 'invalid-input' });
    expect(await credentials()).toBe('somebody else was here');
    expect((await readdir(aws)).sort()).toEqual(['config', 'credentials']);
  });

  test.each([
    ['the key of a session', `[dev]\n${KEY}aws_session_token = T\n`, CONFIG, 'unsupported', /one of a session/],
    ['no region', `[dev]\n${KEY}`, '', 'profile-incomplete', /no region/],
    ['another program for it already', `[dev]\n${KEY}credential_process = x\n`, CONFIG, 'unsupported', /another program/],
    ['no key at all', '', '[profile dev]\nregion=eu-west-1\nrole_arn=arn:aws:iam::123456789012:role/x\nsource_profile=o\n', 'unsupported', /no lasting key/],
  ])('%s: a sentence, and nothing is changed', async (_, credentialsText, config, code, message) => {
    await writeFile(join(aws, 'credentials'), credentialsText);
    await writeFile(join(aws, 'config'), config);
    await profiles.reload();
    const failure = await profiles.import({ name: 'dev', plainText: 'replace' }).catch((thrown: unknown) => thrown);
    expect(failure).toMatchObject({ code, message: expect.stringMatching(message) });
    expect(JSON.stringify(failure) + String(failure)).not.toContain(SECRET);
    expect(await credentials()).toBe(credentialsText);
    expect(secrets.items.size).toBe(0);
  });
});
