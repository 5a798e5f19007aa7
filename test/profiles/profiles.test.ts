import { mkdir, mkdtemp, readFile, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Profiles } from '../../electron/profiles/profiles';
import type { SecretStore } from '../../electron/profiles/secret-store';
import { AppError } from '../../shared/errors';

class MemorySecretStore implements SecretStore {
  readonly items = new Map<string, string>();
  refuses = false;
  async get(account: string): Promise<string | undefined> {
    return this.items.get(account);
  }
  async set(account: string, value: string): Promise<void> {
    if (this.refuses) throw new AppError('keychain-locked', 'locked');
    this.items.set(account, value);
  }
  async delete(account: string): Promise<void> {
    if (this.refuses) throw new AppError('keychain-locked', 'locked');
    this.items.delete(account);
  }
}

const SECRET = 'wJalrXUtnFEMI/K7MDENG';
const input = { name: 'mine', region: 'eu-west-1', accessKeyId: 'AKIAIOSFODNN7EXAMPLE', secretAccessKey: SECRET };
let home: string;
let secrets: MemorySecretStore;
let profiles: Profiles;
let regions: Record<string, string[]>;
let pairs: { configFile: string; credentialsFile: string }[];

beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'berth-profiles-'));
  secrets = new MemorySecretStore();
  pairs = [];
  regions = {};
  profiles = new Profiles({ env: {}, home, folders: { data: join(home, 'data') }, secrets, settings: { awsFiles: () => pairs, regions: () => regions } });
  await profiles.start();
});
afterEach(() => profiles.close());

const names = (): string[] => profiles.state().profiles.map(({ name }) => name);

test('files that come later, in a folder that was not there, show up without a restart', async () => {
  expect(names()).toEqual([]);
  await mkdir(join(home, '.aws'));
  await writeFile(join(home, '.aws', 'config'), '[default]\nregion=eu-west-1\n');
  await vi.waitFor(() => expect(names()).toEqual(['default']), 5_000);
  await writeFile(join(home, '.aws', 'config'), '[default]\nregion=eu-west-1\n[profile b]\nregion=eu-west-1\n');
  await vi.waitFor(() => expect(names()).toEqual(['default', 'b']), 5_000);
});

test('a secret is in the keychain and nowhere on disk; removing takes both', async () => {
  await profiles.addStatic(input);
  const file = join(home, 'data', 'profiles.json');
  expect(await readFile(file, 'utf8')).not.toContain(SECRET);
  expect((await stat(file)).mode & 0o777).toBe(0o600);
  expect(JSON.parse(secrets.items.get('profile:mine') ?? '')).toEqual({ accessKeyId: input.accessKeyId, secretAccessKey: SECRET });
  expect(JSON.stringify(profiles.state())).not.toContain(SECRET);
  await profiles.remove('mine');
  expect([names(), secrets.items.size]).toEqual([[], 0]);
});

test('when the keychain refuses, nothing is added, and nothing is removed', async () => {
  secrets.refuses = true;
  await expect(profiles.addStatic(input)).rejects.toMatchObject({ code: 'keychain-locked' });
  expect(names()).toEqual([]);
  secrets.refuses = false;
  await profiles.addStatic(input);
  secrets.refuses = true;
  await expect(profiles.remove('mine')).rejects.toMatchObject({ code: 'keychain-locked' });
  expect(names()).toEqual(['mine']);
});

test('regions that a person added come after a profile’s own, none twice', async () => {
  await profiles.addStatic(input);
  regions = { mine: ['us-east-1', 'eu-west-1'], other: ['eu-north-1'] };
  await profiles.reload();
  expect(profiles.find('mine').regions).toEqual(['eu-west-1', 'us-east-1']);
  expect(profiles.state().profiles[0]?.addedRegions).toEqual(['us-east-1']);
});

test('a name is given once; a plain http endpoint elsewhere is refused', async () => {
  await profiles.addStatic(input);
  await expect(profiles.addStatic(input)).rejects.toMatchObject({ code: 'profile-exists' });
  await expect(profiles.addStatic({ ...input, name: 'x', endpointUrl: 'http://evil.example' })).rejects.toMatchObject({ code: 'invalid-input' });
  await expect(profiles.addRole({ name: 'r', region: 'eu-west-1', roleArn: 'arn:aws:iam::123456789012:role/x', sourceProfile: 'none' })).rejects.toMatchObject({ code: 'profile-not-found' });
});

test('of a name in two pairs of files the first wins, and it is said', async () => {
  await mkdir(join(home, '.aws'));
  await writeFile(join(home, '.aws', 'config'), '[profile a]\nregion=eu-west-1\n');
  await writeFile(join(home, 'more'), '[profile a]\nregion=eu-west-2\n');
  pairs = [{ configFile: join(home, 'more'), credentialsFile: join(home, 'none') }];
  await profiles.reload();
  expect(profiles.find('a').regions).toEqual(['eu-west-1']);
  expect(profiles.state().problems).toMatchObject([{ file: join(home, 'more'), message: expect.stringContaining('comes first') }]);
});

test('a damaged list of Berth’s own is a problem shown, and is not overwritten', async () => {
  await mkdir(join(home, 'data'), { recursive: true });
  await writeFile(join(home, 'data', 'profiles.json'), '{oops');
  await profiles.reload();
  expect(profiles.state().problems).toHaveLength(1);
  await expect(profiles.addStatic(input)).rejects.toMatchObject({ code: 'file-malformed' });
  expect(secrets.items.size).toBe(0);
});
