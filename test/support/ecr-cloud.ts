import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { request, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { connect, createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TLSSocket } from 'node:tls';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** What a request to a host of the cloud said of itself. */
export interface CloudRequest {
  host: string;
  /** Name in the TLS handshake. */
  servername: string;
  method: string;
  path: string;
  authorization: string | undefined;
}

/** ECR's own host names over TLS, with a registry of this machine behind them and layers on a host of S3. */
export interface EcrCloud {
  /** HTTPS_PROXY and NODE_EXTRA_CA_CERTS for whoever wants to get there. */
  readonly env: Readonly<Record<string, string>>;
  readonly requests: CloudRequest[];
  /** Answers a request instead of the registry; true when it did. */
  instead: ((request: CloudRequest, response: ServerResponse) => boolean) | undefined;
  close(): Promise<void>;
}

export const S3_HOST = 'prod-eu-central-1-starport-layer-bucket.s3.eu-central-1.amazonaws.com';

/** `registry` is HOST:PORT of what answers; its certificate names `hosts` and S3's alone. Needs openssl. */
export async function startEcrCloud({ registry, authorization, hosts }: { registry: string; authorization: string; hosts: readonly string[] }): Promise<EcrCloud> {
  const folder = await mkdtemp(join(tmpdir(), 'berth-cloud-'));
  const { key, cert, ca } = await certificates(folder, [...hosts, S3_HOST]);
  const requests: CloudRequest[] = [];

  const server = createTlsServer({ key, cert }, (incoming, response) => {
    const { method = '', url: path = '', headers } = incoming;
    const asked = { host: headers.host ?? '', servername: String((incoming.socket as TLSSocket).servername), method, path, authorization: headers.authorization };
    requests.push(asked);
    if (cloud.instead?.(asked, response) === true) return void incoming.resume();
    // S3's address is its own permission; an Authorization header beside it would be refused, and seen by a stranger.
    if (asked.host === S3_HOST) return void forward(incoming, response, path.replace(/\?.*$/, ''), authorization);
    if (method === 'GET' && /\/blobs\/sha256:/.test(path)) return void response.writeHead(307, { location: `https://${S3_HOST}${path}?X-Amz-Signature=once` }).end();
    forward(incoming, response, path, asked.authorization);
  });

  function forward(incoming: IncomingMessage, response: ServerResponse, path: string, as: string | undefined): void {
    const [hostname, port] = registry.split(':');
    const { authorization: _, ...headers } = incoming.headers;
    const onward = request({ hostname, port, path, method: incoming.method, headers: { ...headers, host: registry, ...(as !== undefined && { authorization: as }) }, agent: false }, (answer) => {
      const { location, ...rest } = answer.headers;
      response.writeHead(answer.statusCode ?? 500, { ...rest, ...(location !== undefined && { location: location.replace(`http://${registry}`, `https://${incoming.headers.host ?? ''}`) }) });
      answer.pipe(response);
    });
    onward.on('error', () => response.destroy());
    incoming.pipe(onward);
  }

  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  // Wherever a tunnel is asked to lead, it leads here: the names of the cloud need no address of their own.
  const proxy = createServer((client) => {
    client.on('error', () => undefined).once('data', () => {
      const onward = connect((server.address() as AddressInfo).port, '127.0.0.1', () => {
        client.write('HTTP/1.1 200 Connection established\r\n\r\n');
        client.pipe(onward).pipe(client);
      });
      onward.on('error', () => client.destroy());
    });
  });
  await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
  const cloud: EcrCloud = {
    env: { HTTPS_PROXY: `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`, NODE_EXTRA_CA_CERTS: ca },
    requests,
    instead: undefined,
    close: async () => {
      server.closeAllConnections();
      await Promise.all([new Promise((resolve) => server.close(resolve)), new Promise((resolve) => proxy.close(resolve))]);
      await rm(folder, { recursive: true, force: true });
    },
  };
  return cloud;
}

/** A certificate authority of the test's own, and a certificate of it for these names, good for two days. */
async function certificates(folder: string, names: readonly string[]): Promise<{ key: Buffer; cert: Buffer; ca: string }> {
  const file = (name: string): string => join(folder, name);
  const newKey = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];
  await run('openssl', ['req', '-x509', ...newKey, '-keyout', file('ca.key'), '-out', file('ca.pem'), '-subj', '/CN=Berth test authority', '-days', '2']);
  await run('openssl', ['req', ...newKey, '-keyout', file('host.key'), '-out', file('host.csr'), '-subj', '/CN=registry']);
  await writeFile(file('names'), `subjectAltName=${names.map((name) => `DNS:${name}`).join(',')}\n`);
  await run('openssl', ['x509', '-req', '-in', file('host.csr'), '-CA', file('ca.pem'), '-CAkey', file('ca.key'), '-CAcreateserial', '-out', file('host.pem'), '-days', '2', '-extfile', file('names')]);
  return { key: await readFile(file('host.key')), cert: await readFile(file('host.pem')), ca: file('ca.pem') };
}
