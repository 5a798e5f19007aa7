import { createHash, randomBytes } from 'node:crypto';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { request } from 'node:http';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ECRClient, GetAuthorizationTokenCommand } from '@aws-sdk/client-ecr';
import { startSandbox, type Sandbox } from '../../electron/sandbox/sandbox';
import { until } from '../support/until';

let folder: string;
let sandbox: Sandbox;
let token: string;
let host: string;

const digestOf = (bytes: Uint8Array): string => `sha256:${createHash('sha256').update(bytes).digest('hex')}`;
const UPLOADS = '/v2/tools/smoke/blobs/uploads/';
const OCI = 'application/vnd.oci.image.manifest.v1+json';

interface Answer {
  status: number;
  headers: Record<string, string | string[] | undefined>;
  body: Buffer;
}

function call(
  method: string,
  path: string,
  options: { headers?: Record<string, string>; body?: Uint8Array | string } = {},
): Promise<Answer> {
  const [hostname, port] = host.split(':');
  const headers = { authorization: `Basic ${token}`, ...options.headers };
  return new Promise((resolve, reject) => {
    const sent = request({ method, hostname, port, path, headers, agent: false }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('end', () =>
        resolve({ status: response.statusCode ?? 0, headers: response.headers, body: Buffer.concat(chunks) }),
      );
    });
    sent.on('error', reject);
    sent.end(options.body);
  });
}

async function start(): Promise<void> {
  sandbox = await startSandbox({ stateDir: folder });
  const { accounts, registries, profiles, endpoint } = sandbox.description;
  const accountId = accounts[0]?.id;
  host = registries.find((one) => one.accountId === accountId && one.region === 'eu-central-1')?.host ?? '';
  const credentials = profiles.find(({ name }) => name === 'sandbox-harbour');
  if (credentials === undefined) throw new Error('the sandbox has no profile sandbox-harbour');
  const answer = await new ECRClient({ region: 'eu-central-1', endpoint, credentials }).send(
    new GetAuthorizationTokenCommand({}),
  );
  token = answer.authorizationData?.[0]?.authorizationToken ?? '';
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'berth-edges-'));
  await start();
});
afterAll(async () => {
  await sandbox.close();
  await rm(folder, { recursive: true });
});

const begin = async (): Promise<string> => String((await call('POST', UPLOADS)).headers.location);
const push = async (bytes: Buffer): Promise<number> =>
  (await call('POST', `${UPLOADS}?digest=${digestOf(bytes)}`, { body: bytes })).status;

/** Uploads a config and one layer, and the manifest that joins them. */
async function pushImage(reference: string, more: object = {}): Promise<{ digest: string; answer: Answer }> {
  const config = Buffer.from(`{"architecture":"amd64","os":"linux","note":"${reference}"}`);
  const layer = randomBytes(64);
  await Promise.all([push(config), push(layer)]);
  const part = (mediaType: string, bytes: Buffer) => ({
    mediaType,
    digest: digestOf(bytes),
    size: bytes.length,
  });
  const body = Buffer.from(
    JSON.stringify({
      schemaVersion: 2,
      mediaType: OCI,
      config: part('application/vnd.oci.image.config.v1+json', config),
      layers: [part('application/vnd.oci.image.layer.v1.tar', layer)],
      ...more,
    }),
  );
  const answer = await call('PUT', `/v2/tools/smoke/manifests/${reference}`, {
    headers: { 'content-type': OCI },
    body,
  });
  return { digest: digestOf(body), answer };
}

describe('an upload', () => {
  test('whose connection breaks in the middle is continued from what arrived', async () => {
    const bytes = randomBytes(300_000);
    const location = await begin();
    const [hostname = '', port] = host.split(':');
    const socket = connect(Number(port), hostname);
    socket.on('error', () => undefined);
    socket.write(
      `PATCH ${location} HTTP/1.1\r\nhost: ${host}\r\nauthorization: Basic ${token}\r\ncontent-length: ${bytes.length}\r\n\r\n`,
    );
    socket.write(bytes.subarray(0, 100_000));
    const received = async (): Promise<number> =>
      Number(/-(\d+)$/.exec(String((await call('GET', location)).headers.range))?.[1]) + 1;
    await until('100,000 bytes to arrive', async () => ((await received()) === 100_000 ? true : undefined));
    socket.destroy();
    const rest = bytes.subarray(100_000);
    const patched = await call('PATCH', location, {
      headers: { 'content-range': `100000-${bytes.length - 1}` },
      body: rest,
    });
    expect(patched.status).toBe(202);
    expect((await call('PUT', `${location}?digest=${digestOf(bytes)}`)).status).toBe(201);
    expect((await call('GET', `/v2/tools/smoke/blobs/${digestOf(bytes)}`)).body.equals(bytes)).toBe(true);
  });

  test('whose last chunk does not follow is told where to go on', async () => {
    const location = await begin();
    await call('PATCH', location, { body: 'first' });
    const answer = await call('PUT', `${location}?digest=${digestOf(Buffer.from('firstlast'))}`, {
      headers: { 'content-range': '9-12' },
      body: 'last',
    });
    expect(answer.status).toBe(416);
    expect(answer.headers.range).toBe('0-4');
    expect(
      (
        await call('PUT', `${location}?digest=${digestOf(Buffer.from('firstlast'))}`, {
          headers: { 'content-range': '5-8' },
          body: 'last',
        })
      ).status,
    ).toBe(201);
  });

  test('that breaks in one go leaves nothing behind', async () => {
    const [hostname = '', port] = host.split(':');
    const uploads = join(folder, 'blobs', 'uploads');
    const before = (await readdir(uploads)).length;
    const socket = connect(Number(port), hostname);
    socket.on('error', () => undefined);
    socket.write(
      `POST ${UPLOADS}?digest=${digestOf(Buffer.from('x'))} HTTP/1.1\r\nhost: ${host}\r\nauthorization: Basic ${token}\r\ncontent-length: 100\r\n\r\nhalf`,
    );
    const count = async (wanted: number) => ((await readdir(uploads)).length === wanted ? wanted : undefined);
    await until('the upload to begin', () => count(before + 1));
    socket.destroy();
    expect(await until('the upload to be gone', () => count(before))).toBe(before);
  });

  test('of one layer by many clients at a time ends well for each', async () => {
    const bytes = randomBytes(500_000);
    expect(await Promise.all(Array.from({ length: 8 }, () => push(bytes)))).toEqual(
      Array<number>(8).fill(201),
    );
    expect((await call('GET', `/v2/tools/smoke/blobs/${digestOf(bytes)}`)).body.equals(bytes)).toBe(true);
  });
});

describe('a manifest', () => {
  test('is not stored when it is not text, for its digest would be another', async () => {
    const body = Buffer.concat([
      Buffer.from('{"schemaVersion":2,"x":"'),
      Buffer.from([0xff]),
      Buffer.from('"}'),
    ]);
    const answer = await call('PUT', '/v2/tools/smoke/manifests/bytes', {
      headers: { 'content-type': OCI },
      body,
    });
    expect(answer.status).toBe(400);
    expect(answer.body.toString()).toContain('UTF-8');
  });

  test('under a digest that is not its own is refused', async () =>
    expect((await pushImage(digestOf(Buffer.from('another')))).answer.status).toBe(400));

  test('that refers to another is found with it', async () => {
    const subject = await pushImage('subject');
    const { answer, digest } = await pushImage('referrer', {
      artifactType: 'application/vnd.test.signature',
      annotations: { note: 'signed' },
      subject: { mediaType: OCI, digest: subject.digest, size: 1 },
    });
    expect(answer.headers['oci-subject']).toBe(subject.digest);
    const list = async (query = '') => {
      const listed = await call('GET', `/v2/tools/smoke/referrers/${subject.digest}${query}`);
      return {
        filters: listed.headers['oci-filters-applied'],
        manifests: (JSON.parse(listed.body.toString()) as { manifests: object[] }).manifests,
      };
    };
    expect((await list()).manifests).toMatchObject([
      { digest, artifactType: 'application/vnd.test.signature', annotations: { note: 'signed' } },
    ]);
    expect(await list('?artifactType=application/other')).toEqual({ filters: 'artifactType', manifests: [] });
  });
});

describe('hostile requests', () => {
  test.each([
    ['a path out of the store', '/v2/tools/smoke/blobs/sha256:..%2f..%2f..%2fstate.json', 404],
    ['a name out of the registry', '/v2/../../state.json/manifests/latest', 404],
    ['a property that every object has', '/v2/tools/smoke/manifests/constructor', 404],
    ['a repository of that kind', '/v2/__proto__/tags/list', 404],
    ['a broken escape', '/v2/tools%zz/tags/list', 400],
    ['the catalogue', '/v2/_catalog', 404],
  ])('%s is refused', async (_, path, status) => expect((await call('GET', path)).status).toBe(status));

  test('headers without end are refused, and the registry goes on', async () => {
    expect((await call('GET', '/v2/', { headers: { 'x-long': 'x'.repeat(40_000) } })).status).toBe(431);
    expect((await call('GET', '/v2/')).status).toBe(200);
  });
});

test('after a restart with the same folder the address, the token and the images are the same', async () => {
  const { digest } = await pushImage('kept');
  const before = { host, token };
  await sandbox.close();
  await start();
  expect(host).toBe(before.host);
  token = before.token;
  expect((await call('GET', '/v2/tools/smoke/manifests/kept')).headers['docker-content-digest']).toBe(digest);
});
