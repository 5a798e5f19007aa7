import { chmod, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { MemorySecretCache } from '../../sessions/credential-ports';
import { ConfigHistory } from '../../../electron/docker-auth/config/config-history';
import { DockerConfigHealth } from '../../../electron/docker-auth/config/health/docker-config-health';
import { DockerConfigFile, type OwnHelper } from '../../../electron/docker-auth/docker-config-file';
import { until } from '../../support/until';

const HOST = '111122223333.dkr.ecr.eu-central-1.amazonaws.com';
const FOREIGN = '{\n    "unknown": 9007199254740993123,\n    "auths": {\n        "ghcr.io": {"auth":  "eDp5"}\n    }\n}';
const login = (password: string) => ({ username: 'AWS', password });

/** Waits until it is so. */
const holds = (isSo: () => boolean | Promise<boolean>) => until('a change of the file', async () => ((await isSo()) ? true : undefined));

let folder: string;
let file: string;
let now: number;
let served: { host: string; profile?: string }[];
let signedOut: string[];
let config: DockerConfigFile;
let history: ConfigHistory;
const backups = new MemorySecretCache();
let health: DockerConfigHealth;

const text = (): Promise<string> => readFile(file, 'utf8');
const ids = (): string[] => health.state().findings.map(({ id }) => id);

function open(env: Record<string, string> = {}, ownHelper?: OwnHelper): void {
  history = new ConfigHistory({ file: join(folder, 'data', 'history.json'), backups, now: () => now });
  const all = { DOCKER_CONFIG: folder, PATH: folder, ...env };
  config = new DockerConfigFile({ env: all, home: folder, history, ...(ownHelper !== undefined && { ownHelper }) });
  health = new DockerConfigHealth({
    config, history, env: all, platform: 'linux',
    serves: () => Promise.resolve(served),
    helper: () => ({ enabled: false, onPath: false, hosts: [] }),
    signedOut: async (host) => void signedOut.push(host),
    now: () => now,
    log: (thrown) => { throw thrown; },
  });
}

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'berth-health-'));
  file = join(folder, 'config.json');
  now = Date.parse('2026-03-01T12:00:00Z');
  served = [];
  signedOut = [];
  open();
});
afterEach(async () => {
  health.close();
  await rm(folder, { recursive: true });
});
/** Far enough that the next change is another moment. */
const later = (): void => void (now += 60_000);

test('a sign-in is taken back byte for byte, and is kept no longer', async () => {
  await writeFile(file, FOREIGN);
  await config.addAuth(HOST, login('1'));
  served = [{ host: HOST, profile: 'dev' }];
  await health.check();
  expect(health.state().undo).toEqual({ at: '2026-03-01T12:00:00.000Z', what: `Signed Docker in to ${HOST}` });
  expect(health.state().hosts).toContainEqual({ host: HOST, answeredBy: 'file', ours: true, profile: 'dev' });
  await health.undo();
  expect(await text()).toBe(FOREIGN);
  expect(signedOut).toEqual([HOST]);
  expect(health.state().undo).toBeUndefined();
  await expect(health.undo()).rejects.toMatchObject({ code: 'invalid-input' });
});

test('the sign-in that made the file takes it away with it', async () => {
  await config.addAuth(HOST, login('1'));
  await health.undo();
  await expect(stat(file)).rejects.toMatchObject({ code: 'ENOENT' });
});

test('renewals are no changes of a person, and go with the sign-in', async () => {
  await writeFile(file, FOREIGN);
  await config.addAuth(HOST, login('1'));
  later();
  await config.addAuth(HOST, login('2'));
  await health.undo();
  expect(JSON.parse(await text())).toEqual(JSON.parse(FOREIGN));
});

test('sign-ins of one moment are one change; ten changes are kept, for their owner alone', async () => {
  await writeFile(file, FOREIGN);
  for (const n of [1, 2, 3]) await config.addAuth(`${n}.example`, login('x'));
  await health.check();
  expect(health.state().undo?.what).toBe('Signed Docker in to 3 registries');
  for (let n = 4; n < 20; n += 1) {
    later();
    await config.addAuth(`${n}.example`, login('x'));
  }
  const { changes } = await history.read();
  expect(changes).toHaveLength(10);
  expect((await stat(join(folder, 'data', 'history.json'))).mode & 0o777).toBe(0o600);
  // A sign-in's backup, and every older one, is in the sealed records alone.
  expect(await readFile(join(folder, 'data', 'history.json'), 'utf8')).not.toContain('eDp5');
  expect(backups.records.size).toBeLessThanOrEqual(20);
  await health.undo();
  expect(await text()).toBe(changes.at(-1)?.before);
});

test('a sign-out is taken back while another program wrote, and its entry stays too', async () => {
  await config.addAuth(HOST, login('1'));
  const [entry] = Object.values((JSON.parse(await text()) as { auths: object }).auths);
  later();
  await config.removeAuth(HOST);
  await writeFile(file, JSON.stringify({ auths: { 'quay.io': { auth: 'cTpx' } }, other: 1 }));
  await health.undo();
  expect(JSON.parse(await text())).toEqual({ auths: { 'quay.io': { auth: 'cTpx' }, [HOST]: entry }, other: 1 });
  expect(signedOut).toEqual([]);
});

test('findings are repaired together, undone together, and found again when another program puts them back', async () => {
  const bad = '{"credsStore":"gone","auths":{"ghcr.io":{"auth":"eDp5"}},"credHelpers":{"gcr.io":"gone-too"}}';
  await writeFile(file, bad);
  await chmod(file, 0o644);
  await health.check();
  expect(ids()).toEqual(['open-to-others', 'missing-helper:gone', 'missing-helper:gone-too@gcr.io']);
  await health.repair(ids());
  expect(JSON.parse(await text())).toEqual({ auths: { 'ghcr.io': { auth: 'eDp5' } } });
  expect((await stat(file)).mode & 0o777).toBe(0o600);
  expect(ids()).toEqual([]);
  await writeFile(file, '{"credsStore":"gone"}');
  await health.check();
  expect(ids()).toEqual(['helper-put-back:gone']);
  await health.repair(ids());
  await health.undo();
  expect(await text()).toBe('{"credsStore":"gone"}');
  expect(ids()).toEqual(['missing-helper:gone']);
});

test('what is not there or only a person can repair is refused with the reason', async () => {
  await writeFile(file, '{"auths":[]}');
  await expect(health.repair(['malformed'])).rejects.toMatchObject({ code: 'invalid-input', message: expect.stringContaining('not an object') });
  await expect(health.repair(['stale-entry:x'])).rejects.toMatchObject({ code: 'invalid-input' });
  expect(await text()).toBe('{"auths":[]}');
});

test('what another program writes is noticed', async () => {
  await health.start();
  expect(ids()).toEqual([]);
  await writeFile(file, '{"credsStore":"gone"}', { mode: 0o600 });
  await holds(() => ids().includes('missing-helper:gone'));
  await rm(file);
  await holds(() => ids().length === 0);
});

test('a sign-in in the environment is said to come first', async () => {
  open({ DOCKER_AUTH_CONFIG: JSON.stringify({ auths: { [HOST]: { auth: 'c2VjcmV0' } } }) });
  await health.check();
  expect(health.state().findings[0]?.message).toContain(HOST);
  expect(JSON.stringify(health.state())).not.toContain('c2VjcmV0');
  open({ DOCKER_AUTH_CONFIG: 'rubbish' });
  await health.check();
  expect(ids()).toEqual(['environment-overrides']);
});

test('our own helper is asked by itself, switched on and off in one edit each, and that can be undone', async () => {
  const calls: string[] = [];
  open({}, { put: async (host, { password }) => void calls.push(`put ${host} ${password}`), erase: async (host) => void calls.push(`erase ${host}`) });
  await writeFile(file, FOREIGN);
  await config.addAuth(HOST, login('1'));
  const before = await text();
  later();
  await config.setHelper([HOST, 'public.ecr.aws']);
  expect(JSON.parse(await text())).toMatchObject({ auths: { 'ghcr.io': {} }, credHelpers: { [HOST]: 'berth', 'public.ecr.aws': 'berth' } });
  expect(await text()).not.toContain(`"${HOST}": {`);
  await config.addAuth(HOST, login('2'));
  await config.removeAuth(HOST);
  expect(calls).toEqual([`put ${HOST} 2`, `erase ${HOST}`]);
  await config.removeHelper([HOST, 'public.ecr.aws'], { logins: new Map([[HOST, login('3')]]) });
  expect(await config.answererFor(HOST)).toEqual({ kind: 'file' });
  expect(await text()).toContain(Buffer.from('AWS:3').toString('base64'));
  expect(await text()).not.toContain('credHelpers');
  await health.undo();
  await health.undo();
  expect(await text()).toBe(before);
});

test('a change whose backup cannot be opened any more is not offered for undo', async () => {
  await writeFile(file, FOREIGN);
  await config.addAuth(HOST, login('1'));
  backups.records.clear();
  // As a new process finds it; this one still has the backup in its memory.
  open();
  await health.check();
  expect(health.state().undo).toBeUndefined();
  await expect(health.undo()).rejects.toMatchObject({ code: 'invalid-input' });
});
