import { chmod, mkdir, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { chooseFolder, pathAdvice } from '../../electron/credential-helper/install/install-folder';
import { HelperSwitch, type HelperSwitchOptions } from '../../electron/credential-helper/install/helper-switch';
import { DockerConfigFile } from '../../electron/docker-auth/docker-config-file';
import type { RegistryAssignment } from '../../shared/model/docker-config';

describe('the folder for the program', () => {
  const anywhere = (): boolean => true;
  const linux = (path: string) => ({ env: { PATH: path }, home: '/home/ada', platform: 'linux' as const });

  test.each<[string, string, string, boolean]>([
    ['the person’s own, on the PATH', '/usr/bin:/home/ada/bin:/home/ada/.local/bin/', '/home/ada/.local/bin', true],
    ['the other one of their own, when only that is on the PATH', '/home/ada/bin:/usr/bin', '/home/ada/bin', true],
    ['the shared one, when only that is on the PATH', '/usr/local/bin:/usr/bin', '/usr/local/bin', true],
    ['their own, when none is on the PATH', '/usr/bin', '/home/ada/.local/bin', false],
  ])('is %s', (_, path, folder, onPath) => {
    expect(chooseFolder(linux(path), anywhere)).toEqual({ folder, onPath });
  });

  test('is one that may be written, or none', () => {
    expect(chooseFolder(linux('/usr/local/bin'), (folder) => folder !== '/usr/local/bin')).toEqual({ folder: '/home/ada/.local/bin', onPath: false });
    expect(chooseFolder(linux('/usr/local/bin'), () => false)).toBeUndefined();
  });

  test('of a Mac is a shared one, for its desktop has a bare PATH; of Windows one of Berth’s own', () => {
    expect(chooseFolder({ env: { PATH: '/usr/bin' }, home: '/Users/ada', platform: 'darwin' }, anywhere)?.folder).toBe('/usr/local/bin');
    const windows = { env: { LOCALAPPDATA: 'C:\\Local', Path: 'C:\\Windows;C:\\Local\\Berth\\bin\\' }, home: 'C:\\Users\\ada', platform: 'win32' as const };
    expect(chooseFolder(windows, anywhere)).toEqual({ folder: 'C:\\Local\\Berth\\bin', onPath: true });
  });

  test.each([
    ['/bin/bash', `echo 'export PATH="$HOME/.local/bin:$PATH"' >> ~/.profile`],
    ['/usr/bin/zsh', `echo 'export PATH="$HOME/.local/bin:$PATH"' >> ~/.zprofile`],
    ['/usr/bin/fish', 'fish_add_path $HOME/.local/bin'],
  ])('is put on the PATH of %s with one line', (shell, line) => {
    expect(pathAdvice('/home/ada/.local/bin', { env: { SHELL: shell }, home: '/home/ada', platform: 'linux' })).toBe(line);
  });
});

describe.skipIf(process.platform === 'win32')('the switch', () => {
  let folder: string;
  let config: DockerConfigFile;
  let assignments: RegistryAssignment[];
  let on: boolean;
  let profilesChanged: () => void;
  let open: HelperSwitch[];

  const served = (...hosts: string[]): RegistryAssignment[] => hosts.map((host) => ({ host, profile: 'dev', region: 'eu-central-1', because: 'owner', reason: '' }));
  const helpers = async (): Promise<unknown> => (JSON.parse(await readFile(config.path, 'utf8')) as { credHelpers?: unknown }).credHelpers;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'berth-switch-'));
    await writeFile(join(folder, 'launcher'), '#!/bin/sh\n');
    await mkdir(join(folder, 'docker'));
    config = new DockerConfigFile({ env: { DOCKER_CONFIG: join(folder, 'docker') }, home: folder });
    assignments = served('a.example', 'b.example');
    on = false;
    open = [];
  });
  afterEach(async () => {
    await Promise.all(open.map((one) => one.close()));
    await rm(folder, { recursive: true });
  });

  function helperSwitch(options: Partial<HelperSwitchOptions> = {}): HelperSwitch {
    const made = new HelperSwitch({
      env: { PATH: join(folder, 'bin') }, home: folder, platform: 'linux', data: join(folder, 'berth'), config,
      program: { launcher: join(folder, 'launcher'), command: ['/usr/bin/node', '/opt/berth/entry.cjs'], version: '1' },
      settings: { current: () => ({ credentialHelper: on }), setCredentialHelper: async (wanted) => void (on = wanted), onChange: () => () => undefined },
      directory: { assignments: async () => assignments },
      signIns: { read: async () => [{ host: 'a.example', profile: 'dev', region: 'eu-central-1' }] },
      tokens: { tokenFor: async () => ({ username: 'AWS', password: 'token' }) },
      changes: [(listener) => ((profilesChanged = listener), () => undefined)],
      log: (thrown) => {
        throw thrown;
      },
      ...options,
    });
    open.push(made);
    return made;
  }

  test('installs the program for everybody to run, and where Berth is for its owner alone to change', async () => {
    const status = await helperSwitch().enable();
    expect(status).toEqual({ enabled: true, program: join(folder, 'bin/docker-credential-berth'), onPath: true, hosts: ['a.example', 'b.example'] });
    expect((await stat(join(folder, 'bin/docker-credential-berth'))).mode & 0o777).toBe(0o755);
    expect((await stat(join(folder, 'berth/helper-program'))).mode & 0o777).toBe(0o600);
    expect(await readFile(join(folder, 'berth/helper-program'), 'utf8')).toBe('/usr/bin/node\n/opt/berth/entry.cjs\n');
  });

  test('says the line to type when Docker does not find the program', async () => {
    const status = await helperSwitch({ env: { PATH: '/nowhere', SHELL: '/bin/zsh' } }).enable();
    expect(status).toMatchObject({ onPath: false, advice: expect.stringContaining('.local/bin:$PATH') as string });
  });

  test('leaves ECR Public alone unless a person wants it served', async () => {
    assignments = [...served('a.example'), { host: 'public.ecr.aws', profile: 'dev', region: 'us-east-1', because: 'region', reason: '' }];
    expect((await helperSwitch().enable()).hosts).toEqual(['a.example']);
    assignments = [{ host: 'public.ecr.aws', profile: 'dev', region: 'us-east-1', because: 'signed-in', reason: '' }];
    expect((await helperSwitch().enable()).hosts).toContain('public.ecr.aws');
  });

  test('off again, another helper has its host back and a sign-in that Berth keeps is in the file', async () => {
    await writeFile(config.path, '{"credHelpers": {"b.example": "ecr-login", "c.example": "gcloud"}}');
    await helperSwitch().enable();
    expect(await helpers()).toEqual({ 'a.example': 'berth', 'b.example': 'berth', 'c.example': 'gcloud' });
    const status = await helperSwitch().disable();
    expect(status).toEqual({ enabled: false, onPath: false, hosts: [] });
    expect(await helpers()).toEqual({ 'b.example': 'ecr-login', 'c.example': 'gcloud' });
    expect(await readFile(config.path, 'utf8')).toContain(Buffer.from('AWS:token').toString('base64'));
    await expect(stat(join(folder, 'bin/docker-credential-berth'))).rejects.toThrow();
  });

  test('keeps the program for a person who made it their credsStore', async () => {
    await writeFile(config.path, '{"credsStore": "berth"}');
    await helperSwitch().enable();
    expect((await helperSwitch().disable()).program).toBe(join(folder, 'bin/docker-credential-berth'));
  });

  test('while it is on, a host that appears is added, and one that a person took out stays out', async () => {
    const running = helperSwitch();
    await running.enable();
    await running.start();
    await config.removeHelper(['a.example']);
    assignments = served('a.example', 'b.example', 'new.example');
    profilesChanged();
    await expect.poll(helpers, { timeout: 5_000 }).toEqual({ 'b.example': 'berth', 'new.example': 'berth' });
  });

  test('switches nothing on when Docker’s configuration is broken, or no folder may be written', async () => {
    await writeFile(config.path, '{"auths": ');
    await expect(helperSwitch().enable()).rejects.toMatchObject({ code: 'docker-config-malformed' });
    expect(on).toBe(false);
    await expect(helperSwitch({ program: undefined as never }).enable()).rejects.toMatchObject({ code: 'unsupported' });
    await chmod(folder, 0o755);
  });
});
