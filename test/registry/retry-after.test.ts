import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { RegistryClient } from '../../electron/registry/registry-client';

const never = new AbortController().signal;
const manifest = Buffer.from('{"schemaVersion":2}');
let close: () => void = () => undefined;
afterEach(() => close());

/** A registry that refuses as told, as often as told, then serves a manifest; and how long its client waited each time. */
async function refusing(times: number, refuse: (response: ServerResponse) => void) {
  let asked = 0;
  const server = createServer((_, response) => {
    asked += 1;
    if (asked <= times) return refuse(response);
    response.writeHead(200, { 'content-type': 'application/vnd.oci.image.manifest.v1+json', 'content-length': manifest.length }).end(manifest);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const waits: number[] = [];
  const client = new RegistryClient({
    host: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    authorization: async () => undefined,
    sleep: async (ms) => void waits.push(ms),
    random: () => 0,
  });
  close = () => (client.close(), server.closeAllConnections(), void server.close());
  return { repository: client.repository('team/app'), waits, asked: () => asked };
}

test('a registry that is asked too often is asked again after the seconds it names', async () => {
  const { repository, waits } = await refusing(2, (response) => response.writeHead(429, { 'retry-after': '7' }).end());
  expect((await repository.manifest('v1', never)).bytes.equals(manifest)).toBe(true);
  expect(waits).toEqual([7000, 7000]);
});

test('a date is measured by the registry’s own clock', async () => {
  const { repository, waits } = await refusing(1, (response) =>
    response.writeHead(503, { date: 'Fri, 20 Nov 2020 10:00:00 GMT', 'retry-after': 'Fri, 20 Nov 2020 10:00:12 GMT' }).end(),
  );
  await repository.manifest('v1', never);
  expect(waits).toEqual([12_000]);
});

test('without a wish, or with one shorter than our own patience, the pause doubles', async () => {
  for (const headers of [{}, { 'retry-after': '0' }, { 'retry-after': 'soon' }, { 'retry-after': '-5' }]) {
    const { repository, waits } = await refusing(3, (response) => response.writeHead(500, headers).end());
    await repository.manifest('v1', never);
    expect(waits).toEqual([250, 500, 1000]);
    close();
  }
});

test('nobody is kept waiting for an hour: the wish is said instead', async () => {
  const { repository, waits, asked } = await refusing(99, (response) => response.writeHead(429, { 'retry-after': '3600' }).end());
  await expect(repository.manifest('v1', never)).rejects.toMatchObject({ code: 'throttled', hint: 'Try again in 60 minutes.' });
  expect({ waits, asked: asked() }).toEqual({ waits: [], asked: 1 });
});

test('a registry that never recovers is asked five times, not for ever', async () => {
  const { repository, asked } = await refusing(99, (response) => response.writeHead(502).end());
  await expect(repository.manifest('v1', never)).rejects.toMatchObject({ code: 'registry-failed' });
  expect(asked()).toBe(5);
});
