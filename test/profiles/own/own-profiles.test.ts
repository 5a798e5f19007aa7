import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { Profiles } from '../../../electron/profiles/profiles';
import { SettingsStore } from '../../../electron/settings/settings-store';
import { MemorySecretStore } from '../memory-secret-store';

const SECRET = 'wJalrXUtnFEMI/K7MDENG';
const ROLE = 'arn:aws:iam::123456789012:role/pull';
const region = 'eu-west-1';
const key = { name: 'mine', region, accessKeyId: 'AKIAIOSFODNN7EXAMPLE', secretAccessKey: SECRET };
const secretOf = (name: string): unknown => JSON.parse(secrets.items.get(`profile:${name}`) ?? 'null');

let home: string;
let secrets: MemorySecretStore;
let settings: SettingsStore;
let profiles: Profiles;
const open = async (): Promise<Profiles> => {
  const opened = new Profiles({ env: {}, home, folders: { data: join(home, 'data') }, secrets, settings: settings.ofProfiles() });
  await opened.reload();
  return opened;
};
const ownFile = (): string => join(home, 'data', 'profiles.json');

beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'berth-own-'));
  secrets = new MemorySecretStore();
  settings = new SettingsStore(join(home, 'data', 'settings.json'));
  profiles = await open();
});
afterEach(() => {
  profiles.close();
  return rm(home, { recursive: true, force: true });
});

describe('adding', () => {
  test('keeps every kind with all that belongs to it, for the next start too', async () => {
    await profiles.addStatic(key);
    await profiles.addRole({ name: 'role', region, roleArn: ROLE, sourceProfile: 'mine', externalId: 'x', mfaSerial: 'arn:aws:iam::123456789012:mfa/me', sessionName: 'me', durationSeconds: 900 });
    await profiles.addSso({ name: 'sso', region, ssoSession: 'corp', accountId: '123456789012', roleName: 'Dev' });
    await profiles.addSourced({ kind: 'process', name: 'program', region, command: '/bin/keys --for me' });
    await profiles.addSourced({ kind: 'web-identity', name: 'web', region, roleArn: ROLE, tokenFile: '/var/token' });
    for (const kind of ['environment', 'container', 'instance'] as const) await profiles.addSourced({ kind, name: kind, region });
    const again = await open();
    expect(again.find('role')).toMatchObject({ kind: 'assume-role', externalId: 'x', mfaSerial: 'arn:aws:iam::123456789012:mfa/me', sessionName: 'me', durationSeconds: 900 });
    expect(again.find('sso')).toMatchObject({ kind: 'sso', sso: { session: 'corp', accountId: '123456789012', roleName: 'Dev' } });
    expect(again.find('program')).toMatchObject({ kind: 'process', command: '/bin/keys --for me' });
    expect(again.find('web')).toMatchObject({ kind: 'web-identity', roleArn: ROLE, tokenFile: '/var/token' });
    expect(again.find('container')).toMatchObject({ kind: 'container', credentialSource: 'container' });
    expect(again.state().profiles.map(({ name }) => name)).toEqual(['mine', 'role', 'sso', 'program', 'web', 'environment', 'container', 'instance']);
    expect(JSON.stringify(again.state())).not.toMatch(/\/bin\/keys|\/var\/token|"x"/);
  });

  test('an SSO session that the AWS files name is known to Berth’s own profiles', async () => {
    await mkdir(join(home, '.aws'));
    await writeFile(join(home, '.aws', 'config'), '[sso-session corp]\nsso_start_url=https://corp.awsapps.com/start\nsso_region=eu-north-1\n');
    await profiles.addSso({ name: 'sso', region, ssoSession: 'corp', accountId: '123456789012', roleName: 'Dev' });
    expect(profiles.find('sso').sso).toMatchObject({ startUrl: 'https://corp.awsapps.com/start', region: 'eu-north-1' });
  });

  test('many at once are all added, or none', async () => {
    const sso = (name: string) => ({ name, region, ssoSession: 'corp', accountId: '123456789012', roleName: 'Dev' });
    await expect(profiles.addSso(sso('a'), sso('b'), sso('a'))).rejects.toMatchObject({ code: 'profile-exists' });
    expect(profiles.state().profiles).toEqual([]);
    await profiles.addSso(sso('a'), sso('b'));
    expect(profiles.state().profiles).toHaveLength(2);
  });

  test('a secret that the store does not give back was not kept: nothing is added', async () => {
    secrets.get = async () => undefined;
    await expect(profiles.addStatic(key)).rejects.toMatchObject({ code: 'keychain-unavailable', remedy: { kind: 'use-secret-file' } });
    expect([profiles.state().profiles, secrets.items.size]).toEqual([[], 0]);
  });

  test('a store that did not take the secret is not asked again', async () => {
    secrets.refuses = true;
    await expect(profiles.addStatic(key)).rejects.toMatchObject({ code: 'keychain-locked' });
    expect(secrets.calls).toEqual(['set profile:mine']);
  });

  test.each([
    ['a role that is none', () => profiles.addRole({ name: 'r', region, roleArn: 'arn:nonsense', sourceProfile: 'mine' }), /role looks like/],
    ['a session that is too short', () => profiles.addRole({ name: 'r', region, roleArn: ROLE, sourceProfile: 'mine', durationSeconds: 60 }), /900 seconds/],
    ['a source that is itself', () => profiles.addRole({ name: 'r', region, roleArn: ROLE, sourceProfile: 'r' }), /from itself/],
    ['a command of two lines', () => profiles.addSourced({ kind: 'process', name: 'p', region, command: 'a\nb' }), /one line/],
    ['a name with spaces', () => profiles.addSourced({ kind: 'instance', name: 'a b', region }), /made of letters/],
  ])('%s is refused in a sentence', async (_, add, message) => {
    await expect(add()).rejects.toMatchObject({ code: 'invalid-input', message: expect.stringMatching(message) });
    expect(profiles.state().profiles).toEqual([]);
  });

  test('two processes that add at the same time both keep their profile', async () => {
    const other = await open();
    await Promise.all([profiles.addStatic(key), other.addStatic({ ...key, name: 'other' })]);
    expect((await open()).state().profiles.map(({ name }) => name).sort()).toEqual(['mine', 'other']);
  });
});

test('a list written by the first version is read as it is', async () => {
  await mkdir(join(home, 'data'), { recursive: true });
  const { secretAccessKey: _secret, ...entry } = key;
  await writeFile(ownFile(), JSON.stringify({ version: 1, profiles: [{ ...entry, kind: 'static' }, { kind: 'assume-role', name: 'r', region, roleArn: ROLE, sourceProfile: 'mine', externalId: 'x' }] }));
  await profiles.reload();
  expect(profiles.definitions()).toMatchObject([{ name: 'mine', kind: 'static' }, { name: 'r', externalId: 'x' }]);
});

describe('editing', () => {
  test('a new name takes everything along: the secret, roles, regions, look, rules and whoever listens', async () => {
    await profiles.addStatic(key);
    await profiles.addRole({ name: 'role', region, roleArn: ROLE, sourceProfile: 'mine' });
    await settings.setRegions('mine', ['us-east-1']);
    await profiles.setLook({ name: 'mine', colour: 'red', production: true });
    await settings.setRegistryRules([{ pattern: '*', profile: 'mine' }]);
    const renamed: string[] = [];
    profiles.onRename((from, to) => void renamed.push(`${from} ${to}`));
    await profiles.edit({ name: 'mine', newName: 'yours' });
    expect(secretOf('yours')).toMatchObject({ secretAccessKey: SECRET });
    expect(secretOf('mine')).toBeNull();
    expect(profiles.find('role').sourceProfile).toBe('yours');
    expect(profiles.find('yours')).toMatchObject({ colour: 'red', production: true, addedRegions: ['us-east-1'] });
    expect(settings.current().registryRules).toEqual([{ pattern: '*', profile: 'yours' }]);
    expect(renamed).toEqual(['mine yours']);
  });

  test('the new secret is written and read back before the old one goes; a failure leaves all as it was', async () => {
    await profiles.addStatic(key);
    secrets.calls.length = 0;
    await profiles.edit({ name: 'mine', newName: 'yours' });
    expect(secrets.calls).toEqual(['get profile:mine', 'set profile:yours', 'get profile:yours', 'delete profile:mine']);
    const set = secrets.set.bind(secrets);
    secrets.set = async (account, value) => set(account, `${value} damaged`);
    await expect(profiles.edit({ name: 'yours', newName: 'third' })).rejects.toMatchObject({ code: 'keychain-unavailable' });
    expect([...secrets.items.keys()]).toEqual(['profile:yours']);
    expect(profiles.state().profiles.map(({ name }) => name)).toEqual(['yours']);
  });

  test('what is left out stays, null takes away, another key comes with its secret', async () => {
    await profiles.addStatic({ ...key, endpointUrl: 'http://127.0.0.1:4566' });
    await profiles.addRole({ name: 'role', region, roleArn: ROLE, sourceProfile: 'mine', externalId: 'x', sessionName: 'me' });
    await profiles.edit({ name: 'role', externalId: null, durationSeconds: 3600 });
    expect(profiles.find('role')).toMatchObject({ sessionName: 'me', durationSeconds: 3600 });
    expect(profiles.find('role').externalId).toBeUndefined();
    await expect(profiles.edit({ name: 'mine', accessKeyId: 'AKIAOTHER00000000000' })).rejects.toMatchObject({ code: 'invalid-input' });
    let told = 0;
    profiles.onChange(() => (told += 1));
    await profiles.edit({ name: 'mine', secretAccessKey: 'another-secret-access-key', endpointUrl: null });
    expect(secretOf('mine')).toEqual({ accessKeyId: key.accessKeyId, secretAccessKey: 'another-secret-access-key' });
    expect(profiles.find('mine').endpoints).toEqual({});
    expect(told).toBeGreaterThan(0);
  });

  test.each([
    ['a field of another kind', { name: 'mine', roleArn: ROLE }, /it has no role/],
    ['a secret for a role', { name: 'role', secretAccessKey: 'another-secret-access-key' }, /it has no secret access key/],
    ['a chain that ends where it began', { name: 'role', sourceProfile: 'second' }, /from itself/],
    ['a name that is taken', { name: 'mine', newName: 'role' }, /already/],
    ['a plain endpoint elsewhere', { name: 'mine', endpointUrl: 'http://evil.example' }, /on this computer/],
  ])('%s is refused in a sentence', async (_, input, message) => {
    await profiles.addStatic(key);
    await profiles.addRole({ name: 'role', region, roleArn: ROLE, sourceProfile: 'mine' });
    await profiles.addRole({ name: 'second', region, roleArn: ROLE, sourceProfile: 'role' });
    const before = await readFile(ownFile(), 'utf8');
    await expect(profiles.edit(input)).rejects.toMatchObject({ message: expect.stringMatching(message) });
    expect(await readFile(ownFile(), 'utf8')).toBe(before);
  });

  test('a profile of the AWS files is not Berth’s to change, and keeps the name of its source', async () => {
    await mkdir(join(home, '.aws'));
    await writeFile(join(home, '.aws', 'config'), `[profile filed]\nregion=eu-west-1\nrole_arn=${ROLE}\nsource_profile=mine\n`);
    await profiles.addStatic(key);
    await expect(profiles.edit({ name: 'filed', region: 'us-east-1' })).rejects.toMatchObject({ code: 'unsupported' });
    await expect(profiles.edit({ name: 'mine', newName: 'yours' })).rejects.toMatchObject({ message: expect.stringContaining('Profile filed in') });
  });
});

describe('removing', () => {
  test('a profile that others take their role with stays, and the sentence names them', async () => {
    await profiles.addStatic(key);
    await profiles.addRole({ name: 'role', region, roleArn: ROLE, sourceProfile: 'mine' });
    await expect(profiles.remove('mine')).rejects.toMatchObject({ code: 'invalid-input', message: 'Profile mine is the source of role, so it stays.' });
    await profiles.remove('role');
    await profiles.remove('mine');
    expect([profiles.state().profiles, secrets.items.size]).toEqual([[], 0]);
  });

  test('its look goes with it', async () => {
    await profiles.addStatic(key);
    await profiles.setLook({ name: 'mine', label: 'Mine' });
    await profiles.remove('mine');
    expect(settings.current().looks).toEqual({});
  });
});

describe('the look', () => {
  test('is one for profiles of every source; what is left out stays, null takes away', async () => {
    await mkdir(join(home, '.aws'));
    await writeFile(join(home, '.aws', 'config'), '[profile filed]\nregion=eu-west-1\n');
    await profiles.addStatic({ ...key, label: 'First' });
    await profiles.setLook({ name: 'filed', label: 'Production of Ops', colour: 'red', production: true });
    await profiles.setLook({ name: 'mine', colour: 'teal' });
    expect(profiles.find('mine')).toMatchObject({ label: 'First', colour: 'teal' });
    await profiles.setLook({ name: 'mine', label: null });
    await profiles.setLook({ name: 'filed', colour: null });
    expect(profiles.find('mine').label).toBeUndefined();
    const again = await open();
    expect(again.find('filed')).toMatchObject({ label: 'Production of Ops', production: true });
    expect(again.find('filed').colour).toBeUndefined();
  });

  test('of a profile that is not there cannot be changed', async () => {
    await expect(profiles.setLook({ name: 'none', colour: 'red' })).rejects.toMatchObject({ code: 'profile-not-found' });
  });
});
