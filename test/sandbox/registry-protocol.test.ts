import { createHash } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ECRClient, GetAuthorizationTokenCommand, PutImageTagMutabilityCommand } from '@aws-sdk/client-ecr';
import { startSandbox, type Sandbox } from '../../electron/sandbox/sandbox';

let folder: string;
let sandbox: Sandbox;
/** Moves the sandbox's clock, in milliseconds. */
let shift = 0;

const digestOf = (bytes: Uint8Array): string => `sha256:${createHash('sha256').update(bytes).digest('hex')}`;
const profile = (name: string) => {
  const found = sandbox.description.profiles.find((candidate) => candidate.name === name);
  if (found === undefined) throw new Error(`no profile ${name}`);
  return found;
};
const clientOf = (name: string, region = 'eu-central-1'): ECRClient =>
  new ECRClient({ region, endpoint: sandbox.description.endpoint, credentials: profile(name), systemClockOffset: shift });
const tokenOf = async (name: string, region?: string): Promise<string> => {
  const answer = await clientOf(name, region).send(new GetAuthorizationTokenCommand({}));
  return answer.authorizationData?.[0]?.authorizationToken ?? '';
};
const hostOf = (accountId: string, region: string): string => {
  const found = sandbox.description.registries.find((r) => r.accountId === accountId && r.region === region);
  return found?.host ?? '';
};

interface Answer {
  status: number;
  headers: Record<string, string | string[] | undefined>;
  body: Buffer;
}

/** Node's own client: unlike fetch it sends the path as it is written. */
function call(method: string, path: string, options: { token?: string; host?: string; headers?: Record<string, string>; body?: Uint8Array | string } = {}): Promise<Answer> {
  const [hostname, port] = (options.host ?? hostOf('111122223333', 'eu-central-1')).split(':');
  const headers = { ...options.headers, ...(options.token !== undefined && { authorization: `Basic ${options.token}` }) };
  return new Promise((resolve, reject) => {
    const sent = request({ method, hostname, port, path, headers, agent: false }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('end', () => resolve({ status: response.statusCode ?? 0, headers: response.headers, body: Buffer.concat(chunks) }));
    });
    sent.on('error', reject);
    sent.end(options.body);
  });
}

const codeIn = ({ body }: Answer): string => (JSON.parse(body.toString()) as { errors: { code: string }[] }).errors[0]?.code ?? '';

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'berth-registry-'));
  sandbox = await startSandbox({ stateDir: folder, now: () => Date.now() + shift });
});
afterAll(async () => {
  await sandbox.close();
  await rm(folder, { recursive: true });
});

describe('signing in', () => {
  test('without a token a client is told how: Basic, with ECR’s service name', async () => {
    const answer = await call('GET', '/v2/');
    expect(answer.status).toBe(401);
    expect(answer.headers['www-authenticate']).toMatch(/^Basic realm=".*",service="ecr.amazonaws.com"$/);
  });

  test('a token opens the door; made-up ones and those of another region do not', async () => {
    expect((await call('GET', '/v2/', { token: await tokenOf('sandbox-harbour') })).status).toBe(200);
    expect((await call('GET', '/v2/', { token: Buffer.from('AWS:guess').toString('base64') })).status).toBe(401);
    expect((await call('GET', '/v2/', { token: await tokenOf('sandbox-harbour', 'us-east-1') })).status).toBe(403);
  });

  test('an expired token is answered 403 and says so', async () => {
    const token = await tokenOf('sandbox-harbour');
    shift = 12 * 3_600_000 + 1;
    const answer = await call('GET', '/v2/', { token });
    shift = 0;
    expect(answer.status).toBe(403);
    expect(answer.body.toString()).toContain('authorization token has expired');
  });
});

describe('uploads', () => {
  const bytes = Buffer.from('a layer of some bytes');
  const digest = digestOf(bytes);
  const path = '/v2/tools/smoke/blobs/uploads/';
  const begin = async (token: string): Promise<string> => String((await call('POST', path, { token })).headers.location);

  test('a blob may come in chunks, and a break is continued where it broke', async () => {
    const token = await tokenOf('sandbox-harbour');
    const upload = await begin(token);
    await call('PATCH', upload, { token, headers: { 'content-range': '0-9' }, body: bytes.subarray(0, 10) });
    const status = await call('GET', upload, { token });
    expect(status.headers.range).toBe('0-9');
    const gap = await call('PATCH', upload, { token, headers: { 'content-range': '15-20' }, body: bytes.subarray(15) });
    expect([gap.status, gap.headers.range]).toEqual([416, '0-9']);
    await call('PATCH', upload, { token, headers: { 'content-range': `10-${bytes.length - 1}` }, body: bytes.subarray(10) });
    expect((await call('PUT', `${upload}?digest=${digest}`, { token })).status).toBe(201);
    expect((await call('GET', `/v2/tools/smoke/blobs/${digest}`, { token })).body).toEqual(bytes);
  });

  test('bytes with another digest are refused and kept nowhere', async () => {
    const token = await tokenOf('sandbox-harbour');
    const wrong = digestOf(Buffer.from('something else'));
    const answer = await call('PUT', `${await begin(token)}?digest=${wrong}`, { token, body: bytes });
    expect([answer.status, codeIn(answer)]).toEqual([400, 'DIGEST_INVALID']);
    expect((await call('HEAD', `/v2/tools/smoke/blobs/${wrong}`, { token })).status).toBe(404);
  });

  test('an upload of one repository is nothing in another', async () => {
    const token = await tokenOf('sandbox-harbour');
    const upload = (await begin(token)).replace('tools/smoke', 'shop/api');
    expect((await call('PATCH', upload, { token, body: bytes })).status).toBe(404);
  });

  test('a blob that another repository has is mounted without its bytes', async () => {
    const token = await tokenOf('sandbox-harbour');
    const whole = await call('POST', `${path}?digest=${digest}`, { token, body: bytes });
    expect(whole.status).toBe(201);
    const mounted = await call('POST', `/v2/data/etl/blobs/uploads/?mount=${digest}&from=tools/smoke`, { token });
    expect(mounted.status).toBe(201);
    expect((await call('HEAD', `/v2/data/etl/blobs/${digest}`, { token })).headers['content-length']).toBe(String(bytes.length));
  });

  test('an empty blob is a blob', async () => {
    const token = await tokenOf('sandbox-harbour');
    const empty = digestOf(Buffer.alloc(0));
    expect((await call('PUT', `${await begin(token)}?digest=${empty}`, { token })).status).toBe(201);
    expect((await call('HEAD', `/v2/tools/smoke/blobs/${empty}`, { token })).headers['content-length']).toBe('0');
  });

  test('a range of a blob is served, one beyond its end is not', async () => {
    const token = await tokenOf('sandbox-harbour');
    const part = await call('GET', `/v2/tools/smoke/blobs/${digest}`, { token, headers: { range: 'bytes=2-6' } });
    expect([part.status, part.body.toString()]).toEqual([206, 'layer']);
    expect((await call('GET', `/v2/tools/smoke/blobs/${digest}`, { token, headers: { range: 'bytes=900-' } })).status).toBe(416);
  });
});

describe('manifests', () => {
  test('are answered byte for byte, by tag and by digest', async () => {
    const token = await tokenOf('sandbox-harbour');
    const byTag = await call('GET', '/v2/shop/api/manifests/latest', { token });
    const digest = String(byTag.headers['docker-content-digest']);
    expect(digestOf(byTag.body)).toBe(digest);
    expect((await call('GET', `/v2/shop/api/manifests/${digest}`, { token })).body).toEqual(byTag.body);
  });

  test('one that names a missing layer or child is refused', async () => {
    const token = await tokenOf('sandbox-harbour');
    const gone = { digest: digestOf(Buffer.from('gone')), size: 4, mediaType: 'application/vnd.oci.image.manifest.v1+json' };
    const index = JSON.stringify({ schemaVersion: 2, mediaType: 'application/vnd.oci.image.index.v1+json', manifests: [gone] });
    const answer = await call('PUT', '/v2/tools/smoke/manifests/none', { token, body: index, headers: { 'content-type': 'application/vnd.oci.image.index.v1+json' } });
    expect([answer.status, codeIn(answer)]).toEqual([404, 'MANIFEST_BLOB_UNKNOWN']);
  });

  test('a tag of an immutable repository stays, unless an exclusion filter names it', async () => {
    const token = await tokenOf('sandbox-harbour');
    const manifest = async (tag: string) => (await call('GET', `/v2/shop/checkout/manifests/${tag}`, { token })).body;
    const put = async (tag: string, body: Uint8Array) =>
      call('PUT', `/v2/shop/checkout/manifests/${tag}`, { token, body, headers: { 'content-type': 'application/vnd.oci.image.manifest.v1+json' } });
    const older = await manifest('1.9.1');
    const refused = await put('1.9.2', older);
    expect([refused.status, codeIn(refused)]).toEqual([400, 'TAG_INVALID']);
    expect(refused.body.toString()).toContain('tag is immutable');
    await clientOf('sandbox-harbour').send(
      new PutImageTagMutabilityCommand({ repositoryName: 'shop/checkout', imageTagMutability: 'IMMUTABLE_WITH_EXCLUSION', imageTagMutabilityExclusionFilters: [{ filterType: 'WILDCARD', filter: '1.9.*' }] }),
    );
    expect((await put('1.9.2', older)).status).toBe(201);
  });

  test('one of more than 4 MiB is refused', async () => {
    const token = await tokenOf('sandbox-harbour');
    const answer = await call('PUT', '/v2/tools/smoke/manifests/big', { token, body: Buffer.alloc(4_194_305, 32) });
    expect(answer.status).toBe(413);
  });
});

describe('whose is it', () => {
  test('another account pulls what a policy shares, and nothing else', async () => {
    const token = await tokenOf('sandbox-lighthouse');
    expect((await call('GET', '/v2/platform/base/manifests/bookworm', { token })).status).toBe(200);
    const denied = await call('GET', '/v2/shop/api/manifests/latest', { token });
    expect([denied.status, codeIn(denied)]).toEqual([403, 'DENIED']);
    expect(denied.body.toString()).toContain('no resource-based policy allows the ecr:BatchGetImage action');
  });

  test('who may not look is not told whether a repository is there', async () => {
    const token = await tokenOf('sandbox-lighthouse');
    expect((await call('GET', '/v2/not/there/manifests/latest', { token })).status).toBe(403);
  });

  test('a read-only user pulls and does not push', async () => {
    const token = await tokenOf('sandbox-harbour-readonly');
    expect((await call('GET', '/v2/shop/api/manifests/latest', { token })).status).toBe(200);
    expect((await call('POST', '/v2/shop/api/blobs/uploads/', { token })).status).toBe(403);
  });

  test('a repository that is missing is named with its registry', async () => {
    const answer = await call('GET', '/v2/not/there/manifests/latest', { token: await tokenOf('sandbox-harbour') });
    expect([answer.status, codeIn(answer)]).toEqual([404, 'NAME_UNKNOWN']);
    expect(answer.body.toString()).toContain("'not/there' does not exist in the registry with id '111122223333'");
  });
});

describe('hostile requests', () => {
  test.each(['/v2/../../etc/passwd', '/v2/%2e%2e/%2e%2e/blobs/x', '/v2/%/manifests/latest', '/v2/a/blobs/sha256:zz', '/v2/constructor/tags/list', '/v2/_catalog', '//v2//'])(
    '%s is refused, and the registry goes on',
    async (path) => {
      const token = await tokenOf('sandbox-harbour');
      const { status } = await call('GET', path, { token });
      expect(status).toBeGreaterThanOrEqual(400);
      expect(status).toBeLessThan(500);
      expect((await call('GET', '/v2/', { token })).status).toBe(200);
    },
  );
});

test('tags are listed in order, a page at a time', async () => {
  const token = await tokenOf('sandbox-harbour');
  const first = await call('GET', '/v2/shop/api/tags/list?n=2', { token });
  const next = /<([^>]+)>; rel="next"/.exec(String(first.headers.link))?.[1] ?? '';
  const second = await call('GET', next, { token });
  const tags = (answer: Answer) => (JSON.parse(answer.body.toString()) as { tags: string[] }).tags;
  expect([...tags(first), ...tags(second)]).toEqual(['2.3.8', '2.3.9', '2.4.0', '2.4.1']);
});
