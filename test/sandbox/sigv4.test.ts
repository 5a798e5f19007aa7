import { createHash, createHmac } from 'node:crypto';
import { SignatureV4 } from '@smithy/signature-v4';
import { expect, test } from 'vitest';
import { authenticate, Refusal } from '../../electron/sandbox/api/authenticate';
import type { SignedRequest } from '../../electron/sandbox/api/sigv4';
import type { Principal } from '../../electron/sandbox/state';

const NOW = Date.UTC(2026, 0, 2, 3, 4, 5);
const HOST = '127.0.0.1:4566';
const BODY = JSON.stringify({ repositoryName: 'shop/api' });
const principal: Principal = {
  accountId: '111122223333',
  arn: 'arn:aws:iam::111122223333:user/captain',
  userId: 'A',
  policies: [],
};

/** What the SDK asks of a hash, with Node's. */
class Sha256 {
  readonly #hash;
  constructor(secret?: unknown) {
    this.#hash =
      secret === undefined ? createHash('sha256') : createHmac('sha256', secret as Uint8Array | string);
  }
  update(data: unknown): void {
    this.#hash.update(data as Uint8Array | string);
  }
  digest(): Promise<Uint8Array> {
    return Promise.resolve(this.#hash.digest());
  }
  reset(): void {}
}

/** A request as the SDK's own signer signs it. */
async function signed(url = '/', at = NOW): Promise<SignedRequest> {
  const signer = new SignatureV4({
    credentials: { accessKeyId: 'AKIAEXAMPLE', secretAccessKey: 'secret' },
    region: 'eu-central-1',
    service: 'ecr',
    sha256: Sha256,
  });
  const [path = '/', search = ''] = url.split('?');
  const { headers } = await signer.sign(
    {
      method: 'POST',
      protocol: 'http:',
      hostname: HOST,
      path,
      query: Object.fromEntries(new URLSearchParams(search)),
      headers: { host: HOST, 'content-type': 'application/x-amz-json-1.1', 'x-amz-target': 'Any.Thing' },
      body: BODY,
    },
    { signingDate: new Date(at) },
  );
  return { method: 'POST', url, headers: Object.entries(headers), body: Buffer.from(BODY) };
}

const verify = (
  request: SignedRequest,
  { secret = 'secret', now = NOW, ends }: { secret?: string; now?: number; ends?: number } = {},
) =>
  authenticate(request, {
    findKey: (id) =>
      id === 'AKIAEXAMPLE'
        ? {
            secretAccessKey: secret,
            principal: { ...principal, ...(ends !== undefined && { expiresAt: ends }) },
          }
        : undefined,
    service: 'ecr',
    now,
  });
const refusal = (run: () => unknown): string => {
  try {
    run();
  } catch (thrown) {
    if (thrown instanceof Refusal) return thrown.kind;
    throw thrown;
  }
  return 'accepted';
};

test.each(['/', '/?b=2&a=1', '/?name=a%20b%2Fc&empty='])(
  'accepts what the SDK signs at %s, and reads the region',
  async (url) => {
    expect(verify(await signed(url))).toEqual({ principal, region: 'eu-central-1' });
  },
);

test('refuses another body, another header, another path and another secret', async () => {
  const request = await signed();
  expect(refusal(() => verify({ ...request, body: Buffer.from('{}') }))).toBe('mismatch');
  expect(refusal(() => verify({ ...request, url: '/other' }))).toBe('mismatch');
  expect(refusal(() => verify({ ...request, headers: [...request.headers, ['x-amz-extra', '1']] }))).toBe(
    'mismatch',
  );
  expect(refusal(() => verify(request, { secret: 'other' }))).toBe('mismatch');
});

test('allows a clock that is 15 minutes off, and no more', async () => {
  const request = await signed();
  expect(refusal(() => verify(request, { now: NOW + 15 * 60_000 }))).toBe('accepted');
  expect(refusal(() => verify(request, { now: NOW + 15 * 60_000 + 1000 }))).toBe('clock');
  expect(refusal(() => verify(request, { now: NOW - 15 * 60_000 - 1000 }))).toBe('clock');
});

test('tells an ended session from a wrong signature', async () => {
  const request = await signed();
  expect(refusal(() => verify(request, { ends: NOW }))).toBe('expired-token');
  expect(refusal(() => verify(request, { ends: NOW, secret: 'other' }))).toBe('mismatch');
});
