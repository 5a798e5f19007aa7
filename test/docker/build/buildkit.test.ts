import { connect } from 'node:http2';
import { createServer, connect as connectSocket, type AddressInfo, type Socket } from 'node:net';
import { Readable } from 'node:stream';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { chooseBuilder } from '../../../electron/docker/build/choose-builder';
import { followBuild } from '../../../electron/docker/build/follow-build';
import { parseBuildkitStatus } from '../../../electron/docker/build/buildkit-status';
import { serveCalls, type Call } from '../../../electron/docker/build/session/call-server';
import { fieldsOf, textMessage } from '../../../electron/docker/build/session/wire';
import type { JobPart } from '../../../shared/model/moving/job';
import { propertyRuns } from '../../support/properties';

const bytesField = (id: number, bytes: Buffer | string): Buffer => {
  const content = Buffer.from(bytes);
  expect(content.length).toBeLessThan(128);
  return Buffer.concat([Buffer.from([id * 8 + 2, content.length]), content]);
};
const numberField = (id: number, value: number): Buffer => Buffer.from([id * 8, value]);
const time = (seconds: number): Buffer => numberField(1, seconds);
const trace = (...fields: Buffer[]): string => `${JSON.stringify({ id: 'moby.buildkit.trace', aux: Buffer.concat(fields).toString('base64') })}\n`;
const vertex = (digest: string, name: string, more: Buffer[] = []): Buffer => bytesField(1, Buffer.concat([bytesField(1, digest), bytesField(3, name), ...more]));
const log = (digest: string, text: string | Buffer): Buffer => bytesField(3, Buffer.concat([bytesField(1, digest), bytesField(4, text)]));

const followed = async (lines: readonly string[]) => {
  let output = '';
  const steps: string[] = [];
  let parts: readonly JobPart[] = [];
  const end = await followBuild(Readable.from(lines.map((line) => Buffer.from(line))), { output: (text) => (output += text), step: (name) => steps.push(name), parts: (now) => (parts = now) });
  return { end, output, steps, parts };
};

test('BuildKit’s reports become lines, steps and an image', async () => {
  const id = `sha256:${'a'.repeat(64)}`;
  const { end, output, steps } = await followed([
    trace(vertex('v1', '[internal] load build definition', [bytesField(5, time(1))])),
    trace(vertex('v1', '[internal] load build definition', [bytesField(5, time(1)), bytesField(6, time(2))])),
    trace(vertex('v2', '[1/2] FROM base', [numberField(4, 1), bytesField(5, time(2)), bytesField(6, time(2))])),
    trace(vertex('v3', '[2/2] RUN npm ci')),
    trace(vertex('v3', '[2/2] RUN npm ci', [bytesField(5, time(2))]), log('v3', 'one\ntw'), log('v3', Buffer.from('o €', 'utf8').subarray(0, 4))),
    trace(log('v3', Buffer.from('€', 'utf8').subarray(2)), log('v3', '\n')),
    trace(vertex('v3', '[2/2] RUN npm ci', [bytesField(5, time(2)), bytesField(6, time(9))])),
    `${JSON.stringify({ id: 'moby.image.id', aux: { ID: id } })}\n`,
  ]);
  expect(output).toBe('#1 [internal] load build definition\n#1 DONE 1.0s\n#2 [1/2] FROM base\n#2 CACHED\n#3 [2/2] RUN npm ci\n#3 one\n#3 two €\n#3 DONE 7.0s\n');
  expect(steps).toEqual(['[2/2] RUN npm ci']);
  expect(end).toMatchObject({ imageId: id });
});

test('a failed step is remembered, with its last lines and the engine’s sentence', async () => {
  const { end } = await followed([
    trace(vertex('v1', '[2/2] RUN false', [bytesField(5, time(1))]), log('v1', 'no newline')),
    trace(vertex('v1', '[2/2] RUN false', [bytesField(5, time(1)), bytesField(6, time(2)), bytesField(7, 'exit code: 1')])),
    `${JSON.stringify({ errorDetail: { message: 'failed' }, error: 'failed' })}\n`,
  ]);
  expect(end).toEqual({ error: 'failed', failedStep: '[2/2] RUN false', lastLines: ['#1 [2/2] RUN false', '#1 no newline', '#1 ERROR: exit code: 1'] });
});

test('layers of a base image are parts', async () => {
  const status = bytesField(2, Buffer.concat([bytesField(1, `sha256:${'b'.repeat(64)}`), bytesField(2, 'v1'), numberField(4, 3), numberField(5, 9)]));
  const { parts } = await followed([trace(vertex('v1', 'FROM x', [bytesField(5, time(1))]), status)]);
  expect(parts).toEqual([{ id: `v1 sha256:${'b'.repeat(64)}`, label: 'bbbbbbbbbbbb', state: 'running', note: 'Pulling', doneBytes: 3, totalBytes: 9 }]);
});

test('the classic builder’s text is kept, without colours, and its last image is the one', async () => {
  const id = (digit: string): string => `sha256:${digit.repeat(64)}`;
  const { end, output, steps } = await followed([
    '{"stream":"Step 1/2 : FROM base"}\n{"stream":"\\n"}\n',
    `{"aux":{"ID":"${id('1')}"}}\n{"stream":"Step 2/2 : RUN x"}\n{"stream":"\\u001b[91merr\\n\\u001b[0m"}\n`,
    `{"aux":{"ID":"${id('2')}"}}\n`,
  ]);
  expect(output).toBe('Step 1/2 : FROM base\nStep 2/2 : RUN xerr\n');
  expect(steps).toEqual(['[1/2] FROM base', '[2/2] RUN x']);
  expect(end.imageId).toBe(id('2'));
});

test('whatever bytes come as a report, they are read or refused, and never hang', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
      try {
        parseBuildkitStatus(Buffer.from(bytes));
      } catch (thrown) {
        expect(thrown).toBeInstanceOf(RangeError);
      }
    }),
    propertyRuns('BuildKit reports', { short: 3_000, long: 10_000 }),
  );
});

test('text of any length is written as it is read', () => {
  for (const length of [1, 127, 128, 300, 20_000]) {
    const [first, second] = [...fieldsOf(textMessage(['x'.repeat(length), 'secret']))];
    expect([first?.id, first?.bytes.length, second?.id, second?.bytes.toString()]).toEqual([1, length, 2, 'secret']);
  }
});

test.each([
  [{ 'api-version': '1.41', ostype: 'linux', server: 'Docker/20.10.24 (linux)' }, {}, 'buildkit'],
  [{ 'api-version': '1.50', ostype: 'linux', 'builder-version': '2' }, {}, 'buildkit'],
  [{ 'api-version': '1.50', ostype: 'linux', 'builder-version': '1' }, {}, 'classic'],
  [{ 'api-version': '1.50', ostype: 'windows', 'builder-version': '2' }, {}, 'classic'],
  [{ 'api-version': '1.38', ostype: 'linux' }, {}, 'classic'],
  [{ 'api-version': '1.41', ostype: 'linux', 'libpod-api-version': '4.3.1' }, {}, 'classic'],
  [{ 'api-version': '1.50', ostype: 'linux', 'builder-version': '2' }, { DOCKER_BUILDKIT: '0' }, 'classic'],
])('an engine that says %j, with %j, builds with %s', (ping, env, builder) => {
  expect(chooseBuilder(ping, env)).toBe(builder);
});

test('calls over an open connection are answered, refused when unknown, and failed when they fail', async () => {
  const listener = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => listener.once('listening', resolve));
  const accepted = new Promise<Socket>((resolve) => listener.once('connection', resolve));
  const socket = connectSocket((listener.address() as AddressInfo).port, '127.0.0.1');
  const hangUp = serveCalls(await accepted, new Map<string, Call>([
    ['/echo', (request: Buffer) => Promise.resolve(Buffer.concat([request, Buffer.from('!')]))],
    ['/fail', () => Promise.reject(new Error('secret words'))],
  ]));
  const client = connect('http://engine', { createConnection: () => socket });
  const call = (path: string, body: Buffer) =>
    new Promise<{ status: unknown; body: string; headers: object }>((resolve, reject) => {
      const stream = client.request({ ':method': 'POST', ':path': path, 'content-type': 'application/grpc' });
      const chunks: Buffer[] = [];
      let headers: Record<string, unknown> = {};
      stream.on('response', (more) => (headers = { ...headers, ...more }));
      stream.on('trailers', (more) => (headers = { ...headers, ...more }));
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('end', () => resolve({ status: headers['grpc-status'], body: Buffer.concat(chunks).subarray(5).toString(), headers }));
      stream.on('error', reject);
      stream.end(body);
    });
  const framed = Buffer.concat([Buffer.from([0, 0, 0, 0, 2]), Buffer.from('hi')]);
  expect(await call('/echo', framed)).toMatchObject({ status: '0', body: 'hi!' });
  expect(await call('/absent', framed)).toMatchObject({ status: '12', body: '' });
  const failed = await call('/fail', framed);
  expect(failed.status).toBe('2');
  expect(JSON.stringify(failed.headers)).not.toContain('secret words');
  expect(await call('/echo', Buffer.from('cut'))).toMatchObject({ status: '2' });
  client.destroy();
  hangUp();
  listener.close();
});
