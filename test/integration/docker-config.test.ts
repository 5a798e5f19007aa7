import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import type { Berth } from '../../electron/berth';
import { startSandbox, type Sandbox } from '../../electron/sandbox/sandbox';
import { DockerConfigState } from '../../shared/model/docker-config';
import { requires } from '../support/capabilities';
import { openBerth } from '../support/open-berth';
import { until } from '../support/until';
import { output, run, Terminal } from './cli-runs';

const HARBOUR = '111122223333';
let folder: string;
let sandbox: Sandbox;
let terminal: Terminal;
let profile: string;
let host: string;
let berth: Berth | undefined;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'berth-docker-config-'));
  sandbox = await startSandbox({ stateDir: folder });
  profile = sandbox.description.profiles.find(({ accountId }) => accountId === HARBOUR)?.name ?? '';
  host = sandbox.description.registries.find(({ accountId, region }) => accountId === HARBOUR && region === 'eu-central-1')?.host ?? '';
});
afterAll(async () => {
  await sandbox.close();
  await rm(folder, { recursive: true });
});
beforeEach(async () => {
  terminal = await Terminal.open(sandbox.description);
});
afterEach(async () => {
  await berth?.close();
  berth = undefined;
  await terminal.home.remove();
});

const start = async (env: Record<string, string> = {}): Promise<Berth> => {
  berth = await openBerth({ home: terminal.home, sandbox: sandbox.description, env });
  await berth.start();
  return berth;
};

requires('podman', 'skopeo').test('Podman and Skopeo are signed in by Berth, and out again', async () => {
  const authFile = join(terminal.home.folder, 'run', 'containers', 'auth.json');
  const env = { XDG_RUNTIME_DIR: join(terminal.home.folder, 'run') };
  const open = await start(env);
  await open.settings.change({ podman: true });
  await open.sessions.signIn(profile, 'eu-central-1');
  // Neither may look at Docker's file instead.
  const podman = { REGISTRY_AUTH_FILE: authFile, DOCKER_CONFIG: join(terminal.home.folder, 'nowhere') };
  expect(await output('podman', ['login', '--get-login', host], podman)).toBe('AWS');
  const inspected = await output('skopeo', ['inspect', '--raw', '--tls-verify=false', `docker://${host}/shop/api:latest`], podman);
  expect(JSON.parse(inspected)).toHaveProperty('schemaVersion', 2);
  await open.sessions.signOut(profile, 'eu-central-1');
  expect((await run('podman', ['login', '--get-login', host], podman)).code).not.toBe(0);
});

requires('podman').test('Podman is signed in to what Docker is already signed in to, at the turn of the switch', async () => {
  const authFile = join(terminal.home.folder, 'auth.json');
  const open = await start({ REGISTRY_AUTH_FILE: authFile });
  await open.sessions.signIn(profile, 'eu-central-1');
  await open.settings.change({ podman: true });
  await until('Podman’s sign-in', async () => ((await readFile(authFile, 'utf8').catch(() => '')).includes(host) ? true : undefined));
  expect(await output('podman', ['login', '--get-login', '--authfile', authFile, host])).toBe('AWS');
  await open.settings.change({ podman: false });
  await until('its end', async () => ((await readFile(authFile, 'utf8')).includes(host) ? undefined : true));
});

requires('docker').test('a docker logout of a registry ends its session here, and it stays out', async () => {
  const open = await start();
  await open.sessions.signIn(profile, 'eu-central-1');
  // A person who logs out at once is asked twice: the first time looks like a login that came in between.
  for (const _ of [1, 2]) {
    await until('the sign-in', async () => ((await readFile(terminal.configJson, 'utf8')).includes(host) ? true : undefined));
    await output('docker', ['logout', host], { DOCKER_CONFIG: terminal.home.docker });
  }
  await until('the end of the session', async () => (open.sessions.state().sessions.every((one) => one.host !== host) ? true : undefined));
  expect(await readFile(terminal.configJson, 'utf8')).not.toContain(host);
});

test('the command line shows, repairs and takes back', async () => {
  const before = '{\n  "credsStore": "not-there",\n  "n": 9007199254740993123\n}\n';
  await writeFile(terminal.configJson, before, { mode: 0o644 });
  const found = await terminal.json(DockerConfigState, 'docker-config');
  expect(found.findings.map(({ id }) => id)).toEqual(['open-to-others', 'missing-helper:not-there']);
  const repaired = await terminal.json(DockerConfigState, 'docker-config', 'repair', '--all');
  expect(repaired).toMatchObject({ findings: [], undo: { what: 'Repaired not-there' } });
  expect(await readFile(terminal.configJson, 'utf8')).toBe('{\n  "n": 9007199254740993123\n}\n');
  expect(await terminal.error(['docker-config', 'repair'])).toMatchObject({ code: 'invalid-input' });
  expect(await terminal.error(['docker-config', 'repair', 'missing-helper:not-there'])).toMatchObject({ code: 'invalid-input' });

  await terminal.berth(['login', '--profile', profile, '--region', 'eu-central-1']);
  expect(await terminal.words('docker-config')).toContain(host);
  const undone = await terminal.json(DockerConfigState, 'docker-config', 'undo');
  expect(undone.hosts).toEqual([]);
  await terminal.json(DockerConfigState, 'docker-config', 'undo');
  expect(await readFile(terminal.configJson, 'utf8')).toBe(before);
  expect(await terminal.error(['docker-config', 'undo'])).toMatchObject({ code: 'invalid-input' });
});

test('an imagePullSecret is printed with its end on standard error, or handed to kubectl', async () => {
  const args = ['pull-secret', '--profile', profile, '--region', 'eu-central-1', '--namespace', 'shop'];
  const printed = await terminal.berth([...args, '--json']);
  expect(printed.stderr).toMatch(/^This secret lets pods pull from .* until \d{4}-\d\d-\d\d \d\d:\d\d UTC/);
  const { data, metadata } = JSON.parse(printed.stdout) as { metadata: { name: string; namespace: string }; data: Record<string, string> };
  expect(metadata).toMatchObject({ name: 'ecr-pull', namespace: 'shop' });
  // What the secret holds is what a cluster's node would sign in with.
  const authFile = join(terminal.home.folder, 'pod.json');
  await writeFile(authFile, Buffer.from(data['.dockerconfigjson'] ?? '', 'base64'));
  const { auths } = JSON.parse(await readFile(authFile, 'utf8')) as { auths: Record<string, { auth: string }> };
  const answer = await fetch(`http://${host}/v2/`, { headers: { Authorization: `Basic ${auths[host]?.auth}` } });
  expect(answer.status).toBe(200);

  const tools = join(terminal.home.folder, 'tools');
  await output('mkdir', [tools]);
  await writeFile(join(tools, 'kubectl'), `#!/bin/sh\nprintf '%s ' "$@" > ${tools}/argv\ncat > ${tools}/stdin\n`, { mode: 0o755 });
  const applied = await terminal.berth([...args, '--apply', '--context', 'staging'], { PATH: `${tools}:${process.env.PATH}` });
  expect(applied).toMatchObject({ code: 0, stdout: 'Applied the secret ecr-pull in the namespace shop.\n' });
  expect(await readFile(join(tools, 'argv'), 'utf8')).toBe('apply -f - --context=staging ');
  expect(JSON.parse(await readFile(join(tools, 'stdin'), 'utf8'))).toMatchObject({ kind: 'Secret', metadata: { name: 'ecr-pull', namespace: 'shop' } });
});
