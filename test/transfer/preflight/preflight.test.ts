import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { inOrder } from '../../../electron/transfer/preflight/finding';
import { Preflight, type PreflightPorts } from '../../../electron/transfer/preflight/preflight';
import { freeBytes } from '../../../electron/transfer/preflight/space-finding';
import { AppError } from '../../../shared/errors';
import type { PreflightReport } from '../../../shared/model/moving/preflight';
import { ecrEndpoint, Refusal } from '../../ecr/ecr-endpoint';
import { PROFILE, REGION, sandboxRepositories } from '../../ecr/tags/sandbox-repository';
import { anonymousAccess } from '../../registry/access';

const HARBOUR = '111122223333';
const UUID = '01234567-0123-4123-8123-0123456789ab';
let around: Awaited<ReturnType<typeof sandboxRepositories>>;
let name = '';
let count = 0;
const access = anonymousAccess();

beforeAll(async () => {
  around = await sandboxRepositories();
});
afterAll(async () => {
  access.close();
  await around.close();
});
beforeEach(() => {
  name = `preflight/n${(count += 1)}`;
});

const preflight = (over: Partial<PreflightPorts> = {}): Preflight =>
  new Preflight({
    clients: around.clients,
    places: {
      identityFor: async (host, profile = PROFILE) => {
        if (host === around.host) return { profile, region: REGION, accountId: HARBOUR };
        throw new AppError('profile-not-found', `No profile here can sign in to ${host}.`, { hint: 'Add a profile.' });
      },
      ownerOf: async () => undefined,
    },
    hostOf: async ({ profile }) => (profile.startsWith('sandbox-harbour') ? around.host : 'another.example'),
    access,
    newId: () => UUID,
    counts: { repositories: () => 12, images: async () => 3 },
    freeBytes: async () => 1_000_000_000_000,
    ...over,
  });
const check = (tag: string, over: Partial<PreflightPorts> = {}, more: { profile?: string; digest?: string } = {}): Promise<PreflightReport> =>
  preflight(over).check({ reference: `${around.host}/${name}:${tag}`, ...more });
const said = ({ findings }: PreflightReport): string[] => findings.map(({ level, subject }) => `${level} ${subject}`);

describe('a push to ECR', () => {
  test('nothing in its way is a list of good news, and nothing is left behind', async () => {
    await around.create(name);
    const report = await check('v1');
    expect(said(report)).toEqual(['good repository', 'good tag', 'good permission', 'good quota', 'good sign-in']);
    expect(report).toMatchObject({ profile: PROFILE, canCreate: false });
    expect(await around.images(name)).toEqual(new Map());
  });

  test('a repository that is missing can be created, and is not created by looking', async () => {
    const report = await check('v1');
    expect(report.canCreate).toBe(true);
    expect(report.findings[0]).toMatchObject({ subject: 'repository', level: 'stop', message: expect.stringContaining('does not exist') as string, remedy: { kind: 'create-repository', profile: PROFILE, region: REGION, repository: name } });
    expect(said(report)).toEqual(['stop repository', 'good permission', 'good quota', 'good sign-in']);
    await expect(around.images(name)).rejects.toThrow();
  });

  test('a name that ECR does not take cannot be created', async () => {
    name = 'x';
    const { canCreate, findings } = await check('v1');
    expect({ canCreate, finding: findings[0] }).toMatchObject({ canCreate: false, finding: { subject: 'repository', level: 'stop', message: 'A repository name has at least 2 characters.' } });
  });

  test('a tag of another image is a warning, of this very image good, and that image’s last tag is said', async () => {
    await around.create(name);
    const digest = await around.push(name, 'v1');
    const moved = await check('v1');
    expect(moved.findings[0]).toMatchObject({ subject: 'tag', level: 'warn', message: expect.stringContaining(digest.slice(7, 19)) as string, hint: expect.stringContaining('no tag then') as string });
    expect(said(await check('v1', {}, { digest }))).toContain('good tag');
    expect(said(await check('v2'))).toContain('good tag');
  });

  test('a taken tag stops where it may not be overwritten, but for what an exclusion names', async () => {
    await around.create(name, 'IMMUTABLE_WITH_EXCLUSION', ['latest*']);
    const digest = await around.push(name, 'v1');
    await around.push(name, 'latest-dev', { seed: 'dev' });
    expect((await check('v1')).findings[0]).toMatchObject({ subject: 'tag', level: 'stop', hint: 'Choose another tag.' });
    expect(said(await check('latest-dev'))[0]).toBe('warn tag');
    expect(said(await check('v1', {}, { digest }))).toContain('good tag');
  });

  test('a profile that may only read is stopped, with the action that it lacks', async () => {
    await around.create(name);
    const { findings } = await check('v1', {}, { profile: 'sandbox-harbour-readonly' });
    expect(findings[0]).toMatchObject({ subject: 'permission', level: 'stop', message: expect.stringMatching(/sandbox-harbour-readonly may not push.*ecr:\w+ is not allowed/) as string });
  });

  test('another account’s repository is looked at where it is, and cannot be created from here', async () => {
    const report = await check('v1', {}, { profile: 'sandbox-lighthouse' });
    expect(report.canCreate).toBe(false);
    expect(report.findings.some(({ level }) => level === 'stop')).toBe(true);
  });

  test('who may look at nothing hears what is not known, not that all is well', async () => {
    const endpoint = await ecrEndpoint(() => new Refusal('AccessDeniedException'));
    const report = await check('v1', { clients: endpoint.clients });
    expect(said(report)).toEqual(['stop permission', 'unknown repository', 'unknown tag', 'good sign-in']);
    await endpoint.close();
  });

  test('images near the quota are a warning', async () => {
    await around.create(name);
    const { findings } = await check('v1', { counts: { repositories: () => 1, images: async () => 99_000 } });
    expect(findings[0]).toMatchObject({ subject: 'quota', level: 'warn', message: expect.stringContaining('99,000 of 100,000') as string });
  });

  test('a sign-in that failed and a network that is away are findings with their remedies', async () => {
    const expired = await check('v1', { hostOf: async () => Promise.reject(new AppError('session-expired', 'The session has ended.', { hint: 'Sign in.', remedy: { kind: 'sign-in', profile: PROFILE } })) });
    expect(expired.findings).toEqual([{ subject: 'sign-in', level: 'stop', message: 'The session has ended.', hint: 'Sign in.', remedy: { kind: 'sign-in', profile: PROFILE } }]);
    const away = await check('v1', { hostOf: async () => Promise.reject(new AppError('network', 'AWS cannot be reached.', { hint: 'Check it.' })) });
    expect(said(away)).toEqual(['stop network']);
    const unknown = await preflight().check({ reference: '111122223333.dkr.ecr.eu-central-1.amazonaws.com/app:v1' });
    expect(said(unknown)).toEqual(['stop sign-in']);
  });

  test('words that are no reference are the only thing that is thrown', async () => {
    await expect(preflight().check({ reference: 'https://example.com/app' })).rejects.toMatchObject({ code: 'invalid-reference' });
  });
});

describe('a push to another registry', () => {
  /** A registry that answers by method, and what it was asked. */
  const registry = async (answers: Partial<Record<string, { status: number; headers?: Record<string, string>; body?: object }>>) => {
    const asked: string[] = [];
    const server = createServer((request, response) => {
      asked.push(`${request.method ?? ''} ${request.url ?? ''}`);
      const { status, headers = {}, body } = answers[request.method ?? ''] ?? { status: 500 };
      response.writeHead(status, headers).end(body === undefined ? undefined : JSON.stringify(body));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
    return { host, asked, close: () => new Promise((resolve) => server.close(resolve).closeAllConnections()) };
  };

  test('an upload that is begun to ask for permission is given up at once', async () => {
    const { host, asked, close } = await registry({ HEAD: { status: 404 }, POST: { status: 202, headers: { location: '/v2/team/app/blobs/uploads/one' } }, DELETE: { status: 204 } });
    const report = await preflight().check({ reference: `${host}/team/app:v1` });
    expect(said(report)).toEqual(['good permission', 'good tag']);
    expect(asked.sort()).toEqual(['DELETE /v2/team/app/blobs/uploads/one', 'HEAD /v2/team/app/manifests/v1', 'POST /v2/team/app/blobs/uploads/']);
    await close();
  });

  test('a refusal, and a tag of another image, are said', async () => {
    const { host, close } = await registry({
      HEAD: { status: 200, headers: { 'docker-content-digest': `sha256:${'e'.repeat(64)}`, 'content-type': 'application/vnd.oci.image.manifest.v1+json' } },
      POST: { status: 403, body: { errors: [{ code: 'DENIED', message: 'no' }] } },
    });
    const report = await preflight().check({ reference: `${host}/team/app:v1` });
    expect(said(report)).toEqual(['stop permission', 'warn tag']);
    expect(report.findings[1]?.message).toContain('eeeeeeeeeeee');
    await close();
  });

  test('nobody at home is one finding about the network', async () => {
    const report = await preflight().check({ reference: '127.0.0.1:9/team/app:v1' });
    expect(said(report)).toEqual(['stop network']);
  });
});

describe('space on this machine', () => {
  const space = async (free: number | undefined) => {
    const ports = { freeBytes: async () => free ?? Promise.reject(new Error('no such thing')) };
    await around.create(name);
    return (await preflight(ports).check({ reference: `${around.host}/${name}:v1`, space: { folder: '/data', bytes: 5_000_000_000 } })).findings.find(({ subject }) => subject === 'space');
  };

  test('too little stops, just enough warns, plenty is good', async () => {
    expect(await space(4_000_000_000)).toEqual({ subject: 'space', level: 'stop', message: '5.0 GB to write, 4.0 GB free in /data.', hint: 'Free some space, or choose another folder.' });
    name += '-b';
    expect(await space(5_010_000_000)).toMatchObject({ level: 'warn' });
    name += '-c';
    expect(await space(9_000_000_000)).toMatchObject({ level: 'good' });
    name += '-d';
    expect(await space(undefined)).toMatchObject({ level: 'unknown' });
  });

  test('of a folder that is yet to be made is that of the one it will be in', async () => {
    expect(await freeBytes('/tmp/not/there/yet')).toBeGreaterThan(0);
  });
});

test('the gravest comes first, and the same is said once', () => {
  const one = { subject: 'network', level: 'stop', message: 'Nothing answers.' } as const;
  const two = { subject: 'tag', level: 'good', message: 'Free.' } as const;
  expect(inOrder([two, one, one])).toEqual([one, two]);
});
