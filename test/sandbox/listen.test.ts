import { createServer } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { holdPorts, listen } from '../../electron/sandbox/listen';

test('ports that are held are nobody else’s until they are released', async () => {
  const { ports, release } = await holdPorts(3);
  onTestFinished(release);
  const server = createServer();
  onTestFinished(() => void server.close());
  const [port = 0] = ports;
  await expect(listen(server, port)).rejects.toMatchObject({ code: 'sandbox-failed' });
  await release();
  await release();
  expect(await listen(server, port)).toBe(port);
  expect(new Set(ports).size).toBe(3);
});
