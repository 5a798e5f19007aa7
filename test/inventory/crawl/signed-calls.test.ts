import { createHash, createHmac, type BinaryLike } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { ECRClient } from '@aws-sdk/client-ecr';
import { SignatureV4 } from '@smithy/signature-v4';
import fc from 'fast-check';
import { afterEach, expect, test } from 'vitest';
import { RequestSigner } from '../../../electron/inventory/crawl/ecr/request-signer';
import { SignedCalls, type SignedCall } from '../../../electron/inventory/crawl/ecr/signed-calls';

class NodeHash {
  readonly #hash;
  constructor(secret?: string | ArrayBuffer | ArrayBufferView) {
    this.#hash = secret === undefined ? createHash('sha256') : createHmac('sha256', secret as BinaryLike);
  }
  update(data: string | ArrayBuffer | ArrayBufferView): void {
    this.#hash.update(data as BinaryLike);
  }
  digest(): Promise<Uint8Array> {
    return Promise.resolve(this.#hash.digest());
  }
  reset(): void {
    // Made for each use.
  }
}

test('signs as the SDK’s signer does, whatever is signed', async () => {
  const word = fc.stringMatching(/^[A-Za-z0-9/+]{8,40}$/);
  const path = fc.constantFrom('/', '/ecr', '/some(where)/a b/é');
  await fc.assert(
    fc.asyncProperty(word, word, fc.option(word, { nil: undefined }), path, fc.string(), fc.date({ min: new Date('2020-01-01'), max: new Date('2090-01-01'), noInvalidDate: true }), async (accessKeyId, secretAccessKey, sessionToken, place, body, date) => {
      const keys = { accessKeyId, secretAccessKey, ...(sessionToken !== undefined && { sessionToken }) };
      const pathname = new URL(`http://host.example:8080${place}`).pathname;
      const headers = { 'content-type': 'application/x-amz-json-1.1', 'x-amz-target': 'Service.Operation' };
      const theirs = await new SignatureV4({ service: 'ecr', region: 'eu-central-1', sha256: NodeHash, credentials: keys, applyChecksum: false }).sign(
        { method: 'POST', protocol: 'http:', hostname: 'host.example', port: 8080, path: pathname, headers: { ...headers, host: 'host.example:8080' }, body },
        { signingDate: date },
      );
      const signer = new RequestSigner({ service: 'ecr', region: 'eu-central-1' });
      const ask = { keys, host: 'host.example:8080', path: pathname, headers, body, date };
      expect(signer.sign(ask).authorization).toBe(theirs.headers.authorization);
      // With the key that was kept.
      expect(signer.sign(ask).authorization).toBe(theirs.headers.authorization);
    }),
    { numRuns: 40 },
  );
});

test('signs with new keys once there are new keys, and with a new day’s key on a new day', () => {
  const signer = new RequestSigner({ service: 'ecr', region: 'eu-central-1' });
  const sign = (secretAccessKey: string, date: string, by = signer): string | undefined =>
    by.sign({ keys: { accessKeyId: 'AKIA', secretAccessKey }, host: 'h', path: '/', headers: {}, body: '', date: new Date(date) }).authorization;
  for (const [secret, date] of [['one', '2026-11-20T10:00:00Z'], ['two', '2026-11-20T10:00:00Z'], ['two', '2026-11-21T10:00:00Z']] as const)
    expect(sign(secret, date)).toBe(sign(secret, date, new RequestSigner({ service: 'ecr', region: 'eu-central-1' })));
});

let server: Server;
let calls: SignedCalls;
afterEach(() => {
  calls?.close();
  server?.closeAllConnections();
  server?.close();
});

async function serve(answer: (request: IncomingMessage, response: ServerResponse) => void): Promise<(signal?: AbortSignal) => Promise<unknown>> {
  server = createServer(answer).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const { port } = server.address() as AddressInfo;
  calls = new SignedCalls(Date.now);
  const client = new ECRClient({ region: 'eu-central-1', endpoint: `http://127.0.0.1:${port}`, credentials: { accessKeyId: 'AKIA', secretAccessKey: 'secret' } });
  const call: Omit<SignedCall, 'signal'> = { service: { client, signingName: 'ecr', target: 'T', region: 'eu-central-1' }, operation: 'DescribeImages', input: {}, about: { profile: 'dev', region: 'eu-central-1' } };
  return (signal = new AbortController().signal) => calls.call({ ...call, signal });
}

test('ends what is on its way when its signal does, before and after the answer began', async () => {
  const begun: (() => void)[] = [];
  let isFirst = true;
  const call = await serve((_request, response) => {
    if (isFirst) isFirst = false;
    else response.writeHead(200, { 'content-length': 100 }).write('{');
    begun.splice(0).forEach((each) => each());
  });
  for (let turn = 0; turn < 2; turn += 1) {
    const end = new AbortController();
    const arrived = new Promise<void>((resolve) => begun.push(resolve));
    const asked = call(end.signal);
    await arrived;
    end.abort();
    await expect(asked).rejects.toMatchObject({ code: 'cancelled' });
    await expect(call(end.signal)).rejects.toMatchObject({ code: 'cancelled' });
  }
});

test('says so when an answer breaks off, is no JSON, or never was', async () => {
  const answers: ((response: ServerResponse) => void)[] = [
    (response) => {
      response.writeHead(200, { 'content-length': 100 }).write('{"a":', () => response.destroy());
    },
    (response) => void response.end('<html>'),
    (response) => void response.destroy(),
  ];
  const call = await serve((_request, response) => answers.shift()?.(response));
  await expect(call()).rejects.toMatchObject({ code: 'network' });
  await expect(call()).rejects.toMatchObject({ code: 'registry-failed' });
  await expect(call()).rejects.toMatchObject({ code: 'network' });
});

test('sends many calls over few connections', async () => {
  const sockets = new Set<unknown>();
  const call = await serve((request, response) => {
    sockets.add(request.socket);
    request.resume().once('end', () => response.end('{}'));
  });
  const { signal } = new AbortController();
  for (let turn = 0; turn < 5; turn += 1) expect(await Promise.all([call(signal), call(signal)])).toEqual([{}, {}]);
  expect(sockets.size).toBe(2);
});
