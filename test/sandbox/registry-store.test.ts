import { createHash, randomBytes } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { authorize } from '../../electron/sandbox/registry/authorize';
import { FileBlobStore } from '../../electron/sandbox/registry/file-blob-store';
import { FileTokenBook } from '../../electron/sandbox/registry/token-book';
import type { Principal, RegistryState, RepositoryState } from '../../electron/sandbox/state';

const A = '111111111111';
const B = '222222222222';
const HOUR = 3_600_000;
const digestOf = (bytes: Uint8Array): string => `sha256:${createHash('sha256').update(bytes).digest('hex')}`;
const principalOf = (accountId: string, policies: unknown[] = []): Principal => ({
  accountId,
  arn: `arn:aws:iam::${accountId}:user/dev`,
  userId: 'U',
  policies,
});

let dir: string;
let now = 0;
beforeEach(async () => {
  now = 1_000_000;
  dir = await mkdtemp(join(tmpdir(), 'berth-store-'));
});
afterEach(() => rm(dir, { recursive: true }));

describe('the blob store', () => {
  let ids = 0;
  const open = () => FileBlobStore.open({ dir, newId: () => `upload-${++ids}`, now: () => now });
  const textOf = async (stream: Readable): Promise<string> =>
    Buffer.concat((await stream.toArray()) as Buffer[]).toString();

  test('keeps bytes under their digest, whatever the pieces they come in', async () => {
    const store = await open();
    await fc.assert(
      fc.asyncProperty(fc.array(fc.uint8Array({ maxLength: 2_000 }), { maxLength: 6 }), async (pieces) => {
        const whole = Buffer.concat(pieces);
        const upload = await store.beginUpload();
        for (const piece of pieces) await store.append(upload, Readable.from([Buffer.from(piece)]));
        expect(await store.uploadedBytes(upload)).toBe(whole.length);
        expect(await store.finish(upload, digestOf(whole))).toBe(true);
        expect(await store.size(digestOf(whole))).toBe(whole.length);
      }),
      { numRuns: 50 },
    );
  });

  test('reads a part, its end included', async () => {
    const store = await open();
    expect(await textOf(store.read(await store.put(Buffer.from('0123456789')), { start: 2, end: 4 }))).toBe(
      '234',
    );
  });

  test('keeps nothing of bytes with another digest', async () => {
    const store = await open();
    const upload = await store.beginUpload();
    await store.append(upload, Buffer.from('mutated'));
    expect(await store.finish(upload, digestOf(Buffer.from('genuine')))).toBe(false);
    expect(await store.uploadedBytes(upload)).toBeUndefined();
    expect(await readdir(join(dir, 'uploads'))).toEqual([]);
    await expect(store.append(upload, Buffer.from('more'))).rejects.toMatchObject({ code: 'layer-missing' });
  });

  test('keeps what came before a connection broke, and goes on from there', async () => {
    const store = await open();
    const upload = await store.beginUpload();
    const broken = Readable.from(
      (function* () {
        yield Buffer.from('first ');
        throw new Error('hung up');
      })(),
    );
    await expect(store.append(upload, broken)).rejects.toThrow('hung up');
    expect(await store.uploadedBytes(upload)).toBe(6);
    await store.append(upload, Buffer.from('second'));
    expect(await store.finish(upload, digestOf(Buffer.from('first second')))).toBe(true);
  });

  test('appends one after another, even when they are begun together', async () => {
    const store = await open();
    const upload = await store.beginUpload();
    await Promise.all(
      ['a', 'b', 'c', 'd'].map((letter) => store.append(upload, Readable.from([Buffer.from(letter)]))),
    );
    expect(await store.finish(upload, digestOf(Buffer.from('abcd')))).toBe(true);
  });

  test('takes the same blob many times at once', async () => {
    const store = await open();
    const bytes = randomBytes(200_000);
    const digests = await Promise.all(Array.from({ length: 12 }, () => store.put(bytes)));
    expect(new Set(digests)).toEqual(new Set([digestOf(bytes)]));
    expect(await store.size(digestOf(bytes))).toBe(bytes.length);
    expect(await readdir(join(dir, 'uploads'))).toEqual([]);
  });

  test('gives up uploads after a day, and those of an earlier run at once', async () => {
    const store = await open();
    const old = await store.beginUpload();
    now += 25 * HOUR;
    const fresh = await store.beginUpload();
    expect(await store.uploadedBytes(old)).toBeUndefined();
    expect(await store.uploadedBytes(fresh)).toBe(0);
    await open();
    expect(await readdir(join(dir, 'uploads'))).toEqual([]);
  });

  test('takes no path for a digest', async () => {
    const store = await open();
    await writeFile(join(dir, 'secret'), 'x');
    expect(await store.size('sha256:../../secret')).toBeUndefined();
    expect(() => store.read('../secret')).toThrowError(expect.objectContaining({ code: 'layer-missing' }));
  });
});

describe('the token book', () => {
  const open = () =>
    new FileTokenBook({
      path: join(dir, 'tokens.json'),
      tokenLifeSeconds: 3600,
      now: () => now,
      randomBytes,
    });

  test('knows a token for its life, then knows it as expired, and one day later no more', () => {
    const book = open();
    const { authorizationToken, expiresAt } = book.issue(principalOf(A), 'eu-central-1');
    expect(expiresAt).toBe(now + HOUR);
    expect(Buffer.from(authorizationToken, 'base64').toString()).toMatch(/^AWS:/);
    now = expiresAt - 1;
    expect(book.verify(authorizationToken)).toEqual({ principal: principalOf(A), region: 'eu-central-1' });
    now = expiresAt;
    expect(book.verify(authorizationToken)).toBe('expired');
    now += 25 * HOUR;
    book.issue(principalOf(A), 'eu-central-1');
    expect(book.verify(authorizationToken)).toBe('unknown');
  });

  test('ends a token with the session behind it', () =>
    expect(open().issue({ ...principalOf(A), expiresAt: now + 60_000 }, 'eu-central-1').expiresAt).toBe(
      now + 60_000,
    ));

  test('remembers over a restart, in a file that opens no door', async () => {
    const { authorizationToken } = open().issue(principalOf(A), 'eu-central-1');
    expect(open().verify(authorizationToken)).toMatchObject({ region: 'eu-central-1' });
    const file = await readFile(join(dir, 'tokens.json'), 'utf8');
    expect(file).not.toContain(authorizationToken);
    expect(file).not.toContain(Buffer.from(authorizationToken, 'base64').toString().slice(4, 40));
  });

  test.each(['{', '{}', '[1]', '[["x",{}]]'])('starts anew with a file that says %s', async (text) => {
    await writeFile(join(dir, 'tokens.json'), text);
    const book = open();
    expect(book.verify('QVdTOng=')).toBe('unknown');
    expect(book.verify(book.issue(principalOf(A), 'eu-central-1').authorizationToken)).toMatchObject({
      region: 'eu-central-1',
    });
  });
});

describe('who may', () => {
  const repository = (policy?: object): RepositoryState => ({
    name: 'team/web',
    createdAt: 0,
    mutability: 'MUTABLE',
    exclusionFilters: [],
    scanOnPush: false,
    encryptionType: 'AES256',
    resourceTags: {},
    images: {},
    tags: {},
    layers: [],
    ...(policy && { policyText: JSON.stringify({ Statement: [policy] }) }),
  });
  const registry: RegistryState = {
    accountId: A,
    region: 'eu-central-1',
    host: '127.0.0.1:1',
    repositories: {},
    settings: {},
  };
  const all = { Statement: { Effect: 'Allow', Action: 'ecr:*', Resource: '*' } };
  const open = (AWS: string) => ({ Effect: 'Allow', Principal: { AWS }, Action: 'ecr:BatchGetImage' });
  const ask = (principal: Principal, where?: RepositoryState, action = 'ecr:BatchGetImage'): string => {
    const decision = authorize({ principal, action, registry, ...(where && { repository: where }) });
    return decision.allowed ? 'allowed' : decision.reason;
  };

  test('in its own account: by its own policies, or named by the repository', () => {
    expect(ask(principalOf(A, [all]), repository())).toBe('allowed');
    expect(ask(principalOf(A), repository(open(principalOf(A).arn)))).toBe('allowed');
    expect(ask(principalOf(A), repository(open(A)))).toContain('because no identity-based policy allows');
  });

  test('in another account: by both', () => {
    expect(ask(principalOf(B, [all]), repository(open(B)))).toBe('allowed');
    expect(ask(principalOf(B, [all]), repository())).toBe(
      `User: arn:aws:iam::${B}:user/dev is not authorized to perform: ecr:BatchGetImage on resource: arn:aws:ecr:eu-central-1:${A}:repository/team/web because no resource-based policy allows the ecr:BatchGetImage action`,
    );
    expect(ask(principalOf(B), repository(open(B)))).toContain('because no identity-based policy allows');
  });

  test('never against an explicit deny', () => {
    const denyAll = { Effect: 'Deny', Action: '*' };
    expect(ask(principalOf(A, [all, { Statement: { ...denyAll, Resource: '*' } }]), repository())).toContain(
      'explicit deny in an identity-based policy',
    );
    expect(ask(principalOf(A, [all]), repository({ ...denyAll, Principal: '*' }))).toContain(
      'explicit deny in a resource-based policy',
    );
  });

  test('fetch a token: only on “*”', () => {
    const on = (Resource: string) => [
      { Statement: { Effect: 'Allow', Action: 'ecr:GetAuthorizationToken', Resource } },
    ];
    expect(ask(principalOf(A, on('*')), undefined, 'ecr:GetAuthorizationToken')).toBe('allowed');
    expect(
      ask(
        principalOf(A, on(`arn:aws:ecr:eu-central-1:${A}:repository/*`)),
        undefined,
        'ecr:GetAuthorizationToken',
      ),
    ).toContain('not authorized');
  });
});
