import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { ECRClient } from '@aws-sdk/client-ecr';
import { afterEach, expect, test } from 'vitest';
import { startScan } from '../../electron/scanning/start-scan';

let server: Server | undefined;
afterEach(() => void server?.close());

const target = { repository: { profile: 'dev', region: 'eu-central-1', name: 'shop/api' }, digest: `sha256:${'a'.repeat(64)}` };

/** ECR that answers every call with this error; tells how often it was asked. */
async function refusing(type: string) {
  let asked = 0;
  server = createServer((_request, response) => {
    asked += 1;
    response.writeHead(400, { 'content-type': 'application/x-amz-json-1.1' }).end(JSON.stringify({ __type: type, message: 'No.' }));
  });
  await new Promise<void>((resolve) => server?.listen(0, '127.0.0.1', resolve));
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const client = new ECRClient({ region: 'eu-central-1', endpoint, credentials: { accessKeyId: 'A', secretAccessKey: 'S' }, retryMode: 'adaptive', maxAttempts: 3 });
  return { clients: { ecr: () => client }, asked: () => asked };
}

test('a second scan on one day is refused at the first answer, without trying again', async () => {
  const { clients, asked } = await refusing('LimitExceededException');
  await expect(startScan(clients, target)).rejects.toMatchObject({ code: 'quota-exceeded', message: 'ECR scans an image once a day, and has scanned this one.' });
  expect(asked()).toBe(1);
});

test('where Amazon Inspector scans, that is said', async () => {
  const { clients, asked } = await refusing('ValidationException');
  await expect(startScan(clients, target)).rejects.toMatchObject({ code: 'unsupported' });
  expect(asked()).toBe(1);
});
