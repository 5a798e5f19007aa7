import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { podmanAuthFile } from '../../../electron/docker-auth/config/podman-auth-file';
import { SignInFiles } from '../../../electron/docker-auth/config/sign-in-files';
import { DockerConfigFile } from '../../../electron/docker-auth/docker-config-file';

const LOGIN = { username: 'AWS', password: 'p' };
let folder: string;
let podman: boolean;
let changed: () => void;
let logged: unknown[];
let files: SignInFiles;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'berth-podman-'));
  [podman, logged] = [false, []];
  files = new SignInFiles({
    docker: new DockerConfigFile({ env: { DOCKER_CONFIG: folder }, home: folder }),
    podman: new DockerConfigFile({ env: {}, home: folder, path: join(folder, 'containers', 'auth.json') }),
    settings: { current: () => ({ podman }), onChange: (listener) => ((changed = listener), () => undefined) },
    keeps: () => Promise.resolve(['kept.example']),
    loginFor: () => Promise.resolve(LOGIN),
    log: (thrown) => void logged.push(thrown),
  });
  await files.start();
});
afterEach(() => rm(folder, { recursive: true }));

const hosts = async (path: string): Promise<string[]> => Object.keys((JSON.parse(await readFile(join(folder, path), 'utf8')) as { auths: object }).auths);
const turn = async (on: boolean): Promise<void> => {
  podman = on;
  changed();
  await files.close();
};

test('Podman’s file is left alone until a person wants it', async () => {
  await files.addAuth('a.example', LOGIN);
  await expect(stat(join(folder, 'containers'))).rejects.toMatchObject({ code: 'ENOENT' });
});

test('switched on, it is signed in where Docker is, and out with it', async () => {
  await turn(true);
  expect(await hosts('containers/auth.json')).toEqual(['kept.example']);
  await files.addAuth('a.example', LOGIN);
  expect((await stat(join(folder, 'containers', 'auth.json'))).mode & 0o777).toBe(0o600);
  await files.removeAuth('a.example');
  expect(await hosts('containers/auth.json')).toEqual(['kept.example']);
});

test('switched off, only what Berth put there goes', async () => {
  await turn(true);
  await new DockerConfigFile({ env: {}, home: folder, path: join(folder, 'containers', 'auth.json') }).addAuth('quay.io', { username: 'me', password: 'x' });
  await files.start();
  await turn(false);
  expect(await hosts('containers/auth.json')).toEqual(['quay.io']);
});

test('a file of Podman’s that is broken does not stop Docker’s sign-in, and is logged', async () => {
  await turn(true);
  await writeFile(join(folder, 'containers', 'auth.json'), '{oops');
  await files.addAuth('a.example', LOGIN);
  expect(await hosts('config.json')).toEqual(['a.example']);
  expect(logged).toMatchObject([{ code: 'docker-config-malformed' }]);
});

test.each([
  ['where REGISTRY_AUTH_FILE says', { REGISTRY_AUTH_FILE: '/x/auth.json', XDG_RUNTIME_DIR: '/run/user/1' }, 'linux' as const, '/x/auth.json'],
  ['in the folder of this login', { XDG_RUNTIME_DIR: '/run/user/1' }, 'linux' as const, '/run/user/1/containers/auth.json'],
  ['in the home without one', {}, 'linux' as const, '/home/me/.config/containers/auth.json'],
  ['in the home elsewhere', { XDG_RUNTIME_DIR: '/run/user/1' }, 'darwin' as const, '/home/me/.config/containers/auth.json'],
])('Podman’s file is %s', (_, env, platform, path) => {
  expect(podmanAuthFile({ env, home: '/home/me', platform })).toBe(path);
});
