import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { findDocker, parseDockerHost, usualSockets } from '../../electron/docker/target/find-docker';

let home: string;
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'berth-home-'));
  await mkdir(join(home, '.docker'));
});
afterEach(() => rm(home, { recursive: true, force: true }));

const around = (env: Record<string, string> = {}) => ({ env, home, platform: 'linux' as const, uid: 1000 });

async function context(name: string, endpoint: object, tls: Record<string, string> = {}): Promise<void> {
  const id = createHash('sha256').update(name).digest('hex');
  await mkdir(join(home, '.docker/contexts/meta', id), { recursive: true });
  await writeFile(join(home, '.docker/contexts/meta', id, 'meta.json'), JSON.stringify({ Name: name, Metadata: {}, Endpoints: { docker: endpoint } }));
  for (const [file, text] of Object.entries(tls)) {
    await mkdir(join(home, '.docker/contexts/tls', id, 'docker'), { recursive: true });
    await writeFile(join(home, '.docker/contexts/tls', id, 'docker', file), text);
  }
}

test('DOCKER_HOST wins over the current context', async () => {
  await context('colima', { Host: 'unix:///colima.sock' });
  await writeFile(join(home, '.docker/config.json'), '{"currentContext":"colima"}');
  expect(await findDocker(around({ DOCKER_HOST: 'unix:///mine.sock' }))).toEqual({ context: 'DOCKER_HOST', host: 'unix:///mine.sock', connection: { kind: 'socket', path: '/mine.sock' } });
});

test('the current context is followed, and DOCKER_CONTEXT wins over it', async () => {
  await context('colima', { Host: 'unix:///colima.sock' });
  await context('far', { Host: 'tcp://build.example:2376' }, { 'ca.pem': 'CA', 'cert.pem': 'CERT', 'key.pem': 'KEY' });
  await writeFile(join(home, '.docker/config.json'), '{"currentContext":"colima"}');
  expect(await findDocker(around())).toMatchObject({ context: 'colima', connection: { kind: 'socket', path: '/colima.sock' } });
  expect((await findDocker(around({ DOCKER_CONTEXT: 'far' }))).connection).toEqual({ kind: 'tcp', host: 'build.example', port: 2376, tls: { ca: 'CA', cert: 'CERT', key: 'KEY' } });
});

test('a context that does not exist is named', async () => {
  await expect(findDocker(around({ DOCKER_CONTEXT: 'gone' }))).rejects.toMatchObject({ code: 'docker-config-malformed', message: 'The docker context “gone” does not exist.' });
});

test('a config.json that is no JSON does not keep Docker away', async () => {
  await writeFile(join(home, '.docker/config.json'), '{"currentContext":');
  expect((await findDocker(around())).context).toBe('default');
});

test('rootless, Colima, Rancher Desktop and Podman sockets are among the usual ones', () => {
  const sockets = usualSockets({ env: {}, home: '/home/me', platform: 'linux', uid: 1000 });
  expect(sockets[0]).toBe('/var/run/docker.sock');
  expect(sockets).toEqual(expect.arrayContaining(['/run/user/1000/docker.sock', '/run/user/1000/podman/podman.sock', '/home/me/.colima/default/docker.sock', '/home/me/.rd/docker.sock']));
});

test.each([
  ['tcp://1.2.3.4:2375', { kind: 'tcp', host: '1.2.3.4', port: 2375 }],
  ['build.example:4000', { kind: 'tcp', host: 'build.example', port: 4000 }],
  ['tcp://[::1]:2375', { kind: 'tcp', host: '::1', port: 2375 }],
  ['npipe:////./pipe/docker_engine', { kind: 'socket', path: '//./pipe/docker_engine' }],
])('%s is understood', (host, connection) => {
  expect(parseDockerHost(host)).toEqual(connection);
});

test('an address over ssh is refused with a next step and without its password', () => {
  expect(() => parseDockerHost('ssh://me:secret@build.example')).toThrow(expect.objectContaining({ code: 'docker-unavailable', message: 'Berth cannot reach a Docker Engine at “ssh://build.example”.' }) as Error);
});
