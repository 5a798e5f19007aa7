import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { EntryKeeper } from '../../../electron/docker-auth/config/entry-keeper';
import { DockerConfigFile } from '../../../electron/docker-auth/docker-config-file';
import { authOf, withAuth, withoutAuth } from '../../../shared/docker/config-file';
import { until } from '../../support/until';

const HOST = '111122223333.dkr.ecr.eu-central-1.amazonaws.com';
const FOREIGN = '{\n\t"auths": {\n\t\t"ghcr.io": {\n\t\t\t"auth": "eDp5"\n\t\t}\n\t}\n}';
const HOUR = 3_600_000;

/** Waits until it is so. */
const holds = (isSo: () => boolean | Promise<boolean>) => until('a change of the file', async () => ((await isSo()) ? true : undefined));

let folder: string;
let file: string;
let now: number;
let keeps: string[];
let signedOut: string[];
let signedIn: string[];
let config: DockerConfigFile;
let keeper: EntryKeeper;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'berth-keeper-'));
  file = join(folder, 'config.json');
  [now, keeps, signedOut, signedIn] = [0, [], [], []];
  await writeFile(file, FOREIGN);
  config = new DockerConfigFile({ env: { DOCKER_CONFIG: folder }, home: folder });
  keeper = new EntryKeeper({ config, keeps: () => Promise.resolve(keeps), signedOut: async (host) => void signedOut.push(host), signIn: async (host) => void signedIn.push(host), onKeepsChange: () => () => undefined, now: () => now, log: (thrown) => expect(thrown).toMatchObject({ code: 'docker-config-malformed' }), graceMs: 20 });
  await keeper.start();
});
afterEach(async () => {
  keeper.close();
  await rm(folder, { recursive: true });
});

const text = (): Promise<string> => readFile(file, 'utf8');
const signIn = async (password: string): Promise<string> => {
  await config.addAuth(HOST, { username: 'AWS', password });
  keeps = [...new Set([...keeps, HOST])];
  await keeper.look();
  return (await authIn(HOST)) ?? '';
};
const authIn = async (host: string): Promise<string | undefined> => authOf(await text(), host);
const isBack = (auth: string) => holds(async () => (await authIn(HOST)) === auth);

test('an entry that a login elsewhere overwrote is put back, and that login stays', async () => {
  const auth = await signIn('1');
  now += 5 * HOUR;
  await writeFile(file, withAuth(FOREIGN, 'quay.io', 'cTpx'));
  await isBack(auth);
  expect(await authIn('quay.io')).toBe('cTpx');
  expect(signedOut).toEqual([]);
});

test('an older token of ours that came back with an old text is replaced by the newest', async () => {
  await signIn('1');
  const old = await text();
  const auth = await signIn('2');
  now += 5 * HOUR;
  await writeFile(file, old);
  await isBack(auth);
});

test('a logout of our host is a person’s wish', async () => {
  await signIn('1');
  now += 5 * HOUR;
  await writeFile(file, withoutAuth(await text(), HOST));
  await holds(() => signedOut.includes(HOST));
  expect(await authIn(HOST)).toBeUndefined();
});

test('shortly after a sign-in a lone loss is put back once, and the second one counts', async () => {
  const auth = await signIn('1');
  await writeFile(file, FOREIGN);
  await isBack(auth);
  await writeFile(file, FOREIGN);
  await holds(() => signedOut.includes(HOST));
});

test('what another Berth signed out is not put back', async () => {
  await signIn('1');
  keeps = [];
  await writeFile(file, withAuth(FOREIGN, 'quay.io', 'cTpx'));
  const other = await signInElsewhere();
  expect(other).toBeDefined();
  expect(await authIn(HOST)).toBeUndefined();
  expect(signedOut).toEqual([]);
});

test('what another Berth signed in is kept too', async () => {
  const elsewhere = new DockerConfigFile({ env: { DOCKER_CONFIG: folder }, home: folder });
  keeps = [HOST, 'public.ecr.aws'];
  await elsewhere.addAuth('public.ecr.aws', { username: 'AWS', password: 'p' });
  await signIn('1');
  await signInElsewhere();
  await writeFile(file, withAuth(FOREIGN, 'quay.io', 'cTpx'));
  await holds(async () => (await authIn('public.ecr.aws')) !== undefined && (await authIn(HOST)) !== undefined);
});

test('another login of a person at our host stays', async () => {
  await signIn('1');
  now += 5 * HOUR;
  await writeFile(file, withAuth(await text(), HOST, 'bWU6bWU='));
  await signInElsewhere();
  expect(await authIn(HOST)).toBe('bWU6bWU=');
});

test('a file that is removed signs out, a broken one waits', async () => {
  const auth = await signIn('1');
  now += 5 * HOUR;
  const whole = await text();
  const log: unknown[] = [];
  keeper.close();
  keeper = new EntryKeeper({ config, keeps: () => Promise.resolve(keeps), signedOut: async (host) => void signedOut.push(host), signIn: async (host) => void signedIn.push(host), onKeepsChange: () => () => undefined, now: () => now, log: (thrown) => void log.push(thrown), graceMs: 20 });
  await keeper.start();
  await writeFile(file, '{"half');
  await holds(() => log.length > 0);
  await writeFile(file, whole);
  await isBack(auth);
  expect(signedOut).toEqual([]);
  await rm(file);
  await holds(() => signedOut.includes(HOST));
});

test('an entry that is kept and was never seen here is made anew, once in a while', async () => {
  keeps = [HOST, 'lost.example'];
  await keeper.look();
  await holds(() => signedIn.includes('lost.example'));
  await writeFile(file, withAuth(FOREIGN, 'quay.io', 'cTpx'));
  await keeper.look();
  await signIn('1');
  await writeFile(file, withAuth(FOREIGN, 'quay.io', 'cTpy'));
  await holds(async () => (await authIn(HOST)) !== undefined);
  expect(signedIn.filter((host) => host === 'lost.example')).toHaveLength(1);
});

/** Another host is put back: whatever the keeper had to do about the write before is done by then. */
async function signInElsewhere(): Promise<string> {
  keeps = [...keeps, 'mark.example'];
  await config.addAuth('mark.example', { username: 'AWS', password: 'm' });
  const auth = (await authIn('mark.example')) ?? '';
  await writeFile(file, withAuth(withoutAuth(await text(), 'mark.example'), 'mark2.example', 'bTpt'));
  await holds(async () => (await authIn('mark.example')) === auth);
  return auth;
}
