import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { dockerConfigFacts } from '../../electron/diagnosis/facts/docker-config-facts';
import { engineFacts } from '../../electron/diagnosis/facts/engine-facts';
import { pingRegistry } from '../../electron/diagnosis/facts/ping-registry';
import { problemOf, proxyFor } from '../../electron/diagnosis/facts/profile-facts';
import { referenceFacts } from '../../electron/diagnosis/facts/reference-facts';
import { failureOf, systemCodeOf, within } from '../../electron/diagnosis/facts/within';
import { nearest } from '../../electron/diagnosis/nearest';
import type { ProfileDefinition } from '../../electron/profiles/profile-definition';
import { WireTransport } from '../../electron/registry/wire/wire-transport';
import { HOST, US_HOST } from './facts';

const basic = (user: string, password: string): string => Buffer.from(`${user}:${password}`).toString('base64');
/** A token as ECR makes them: base64 of JSON with its end in seconds. */
const ecrToken = (expiration: number): string => basic('AWS', Buffer.from(JSON.stringify({ payload: 'p', expiration })).toString('base64'));

describe('Docker’s configuration', () => {
  let folder: string;
  let env: Record<string, string>;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'berth-gather-'));
    env = { PATH: `${join(folder, 'bin')}:${process.env.PATH ?? ''}` };
  });
  afterEach(() => rm(folder, { recursive: true }));

  const look = async (config: unknown, host = HOST) => {
    const path = join(folder, 'config.json');
    if (config !== undefined) await writeFile(path, typeof config === 'string' ? config : JSON.stringify(config));
    return dockerConfigFacts({ env, platform: process.platform, path, host });
  };
  const helper = async (name: string, script: string): Promise<void> => {
    await mkdir(join(folder, 'bin'), { recursive: true });
    const file = join(folder, 'bin', `docker-credential-${name}`);
    await writeFile(file, `#!/bin/sh\ncat >/dev/null\n${script}\n`);
    await chmod(file, 0o755);
  };

  test('a sign-in in the file tells its user and its end, and the facts hold no secret', async () => {
    const auth = ecrToken(1_700_000_000);
    const { facts, auth: kept } = await look({ auths: { [HOST]: { auth }, 'ghcr.io': { auth: basic('ada', 'pw') } } });
    expect(facts).toMatchObject({ file: { state: 'fine' }, otherHosts: ['ghcr.io'], signIn: { where: 'file', username: 'AWS', expiresAt: 1_700_000_000_000 } });
    expect(kept).toBe(auth);
    expect(JSON.stringify(facts)).not.toContain(auth);
  });

  test('keys of old, with scheme and path, count as Docker counts them; a helper’s key must be the bare host', async () => {
    expect((await look({ auths: { [`https://${HOST}/v1/`]: { auth: basic('AWS', 'x') } } })).facts.signIn).toMatchObject({ username: 'AWS' });
    expect((await look({ credHelpers: { [`https://${HOST}`]: 'ecr-login' } })).facts).toMatchObject({ deadHelperKey: `https://${HOST}` });
  });

  test('the same secret under the host of another region is noticed; in the same region it is right', async () => {
    const auth = basic('AWS', 'x');
    expect((await look({ auths: { [HOST]: { auth }, [US_HOST]: { auth } } })).facts.signIn?.sameAs).toBe(US_HOST);
    const neighbour = HOST.replace('111122223333', '444455556666');
    expect((await look({ auths: { [HOST]: { auth }, [neighbour]: { auth } } })).facts.signIn).not.toHaveProperty('sameAs');
  });

  test('a helper that answers, misses, fails, is missing or is no program is told apart', async () => {
    await helper('full', 'echo \'{"ServerURL":"h","Username":"AWS","Secret":"x"}\'');
    await helper('empty', 'echo "credentials not found in native keychain"; exit 1');
    await helper('ill', 'echo "locked"; exit 1');
    const states = async (name: string) => (await look({ credsStore: name, auths: { [HOST]: { auth: basic('AWS', 'old') } } })).facts;
    expect(await states('full')).toMatchObject({ shadowed: true, helper: { name: 'full', key: 'credsStore', state: 'answers' }, signIn: { where: 'helper', username: 'AWS' } });
    expect(await states('empty')).toMatchObject({ helper: { state: 'miss' } });
    expect((await states('empty')).signIn).toBeUndefined();
    expect(await states('ill')).toMatchObject({ helper: { state: 'fails' } });
    expect(await states('nowhere')).toMatchObject({ helper: { state: 'missing' } });
    expect(await states('../ill')).toMatchObject({ helper: { state: 'bad-name' } });
    expect((await look({ credHelpers: { [HOST]: 'full' } })).facts.helper).toMatchObject({ key: 'credHelpers' });
  });

  test('DOCKER_AUTH_CONFIG comes first for the hosts it names, and is passed over where it is no JSON', async () => {
    env.DOCKER_AUTH_CONFIG = JSON.stringify({ auths: { [HOST]: { auth: basic('AWS', 'env') } } });
    expect((await look({ auths: {} })).facts.signIn).toMatchObject({ where: 'environment' });
    expect((await look({ auths: {} }, US_HOST)).facts).toMatchObject({ environment: { state: 'set' } });
    env.DOCKER_AUTH_CONFIG = '{';
    expect((await look({ auths: {} })).facts.environment).toEqual({ state: 'malformed' });
  });

  test('a file that is missing, broken or begins with a byte-order mark is said to be so', async () => {
    expect((await look(undefined)).facts.file).toEqual({ state: 'missing' });
    expect((await look('{ "auths": [] }')).facts.file).toMatchObject({ state: 'malformed', line: 1 });
    expect((await look('\uFEFF{}')).facts.file).toMatchObject({ state: 'malformed', reason: expect.stringContaining('byte-order mark') as string });
  });
});

describe('a registry that is asked', () => {
  const asked = async (answer: { status: number; body?: string; challenge?: string }, auth?: string) => {
    const seen: (string | undefined)[] = [];
    const server = createServer((request, response) => {
      seen.push(request.headers.authorization);
      response.writeHead(answer.status, { date: 'Sun, 01 Mar 2026 12:10:00 GMT', ...(answer.challenge !== undefined && { 'www-authenticate': answer.challenge }) }).end(answer.body ?? '');
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const transport = new WireTransport({ idleWithin: 2_000 });
    try {
      const host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
      return { ping: await pingRegistry({ host, transport, now: () => Date.parse('2026-03-01T12:00:00Z'), ...(auth !== undefined && { auth }) }), seen };
    } finally {
      transport.close();
      await new Promise((resolve) => server.close(resolve));
    }
  };

  test('tells its time, and whether it takes what Docker has', async () => {
    expect(await asked({ status: 401 })).toEqual({ ping: { state: 'answered', plainHttp: false, skewMs: 600_000 }, seen: [undefined] });
    expect(await asked({ status: 200 }, 'QQ==')).toMatchObject({ ping: { dockersSignIn: 'accepted' }, seen: ['Basic QQ=='] });
    expect(await asked({ status: 403, body: '{"errors":[{"message":"Your authorization token has expired."}]}' }, 'QQ==')).toMatchObject({ ping: { dockersSignIn: 'expired' } });
    expect(await asked({ status: 401 }, 'QQ==')).toMatchObject({ ping: { dockersSignIn: 'refused' } });
    // ECR Public's own tokens are fetched elsewhere.
    expect((await asked({ status: 401, challenge: 'Bearer realm="https://x/token"' }, 'QQ==')).ping).not.toHaveProperty('dockersSignIn');
    expect((await asked({ status: 503 }, 'QQ==')).ping).not.toHaveProperty('dockersSignIn');
  });

  test('and is not there gives the system’s own code', async () => {
    expect(await pingRegistry({ host: '127.0.0.1:9', transport: new WireTransport(), now: Date.now })).toEqual({ state: 'failed', systemCode: 'ECONNREFUSED' });
  });
});

test('an engine that Docker reaches by ssh is left to Docker, and one that is not there is named with its address', async () => {
  const around = { home: '/nonexistent', platform: process.platform };
  const ask = (DOCKER_HOST: string) => engineFacts({ ...around, env: { DOCKER_HOST } }, { registryHost: HOST, now: Date.now });
  expect(await ask('ssh://ada@build.corp')).toEqual({ state: 'elsewhere', host: 'ssh://build.corp' });
  expect(await ask('unix:///nonexistent/docker.sock')).toMatchObject({ state: 'unreachable', host: 'unix:///nonexistent/docker.sock', failure: { systemCode: 'ENOENT', error: { code: 'docker-unavailable' } } });
});

test.each([
  ['a host alone', HOST, HOST, true],
  ['a host as a URL', `https://${HOST}/`, HOST, true],
  ['a host with a port', '127.0.0.1:5000', '127.0.0.1:5000', true],
  ['an image', `${HOST}/shop/api:1.0`, HOST, false],
  ['an image of Docker Hub with a tag', 'nginx:12', 'docker.io', false],
])('%s is read', (_, text, host, hostOnly) => {
  expect(referenceFacts(text)).toMatchObject({ state: 'fine', hostOnly, value: { host } });
});

test('a proxy is named without its password, and not for what it does not serve', () => {
  expect(proxyFor(HOST, { HTTPS_PROXY: 'http://ada:secret@proxy.corp:3128' })).toBe('proxy.corp:3128');
  expect(proxyFor(HOST, { https_proxy: 'proxy.corp:3128', NO_PROXY: 'localhost,.amazonaws.com' })).toBeUndefined();
  expect(proxyFor(HOST, {})).toBeUndefined();
});

test('a profile’s chain that is broken is told from one that runs in a circle and from one that lacks something', () => {
  const define = (name: string, sourceProfile?: string): ProfileDefinition => ({ name, source: 'aws-files', kind: 'assume-role', regions: [], endpoints: {}, problem: 'P.', unusable: true, ...(sourceProfile !== undefined && { sourceProfile }) });
  const all = [define('a', 'b'), define('b', 'a'), define('c', 'gone'), define('d')];
  expect(all.map((definition) => problemOf(definition, all)?.kind)).toEqual(['loop', 'loop', 'source-missing', 'incomplete']);
  expect(problemOf({ ...define('e'), unusable: false }, all)).toBeUndefined();
});

test('the nearest name is two letters away at most', () => {
  expect(nearest('eu-cental-1', ['eu-central-1', 'us-east-1'])).toBe('eu-central-1');
  expect(nearest('eu-cnetral-1', ['eu-central-1'])).toBe('eu-central-1');
  expect(nearest('mars-1', ['eu-central-1'])).toBeUndefined();
});

test('whoever is silent fails in time, and an error tells the system’s code however deep it lies', async () => {
  await expect(within(1, 'AWS', new Promise(() => undefined))).rejects.toMatchObject({ code: 'timeout', message: 'AWS does not answer in time.' });
  const deep = new Error('a', { cause: new AggregateError([Object.assign(new Error('b'), { code: 'ENETUNREACH' })]) });
  expect(systemCodeOf(deep)).toBe('ENETUNREACH');
  expect(failureOf(deep)).toMatchObject({ systemCode: 'ENETUNREACH', error: { code: 'internal' } });
});
