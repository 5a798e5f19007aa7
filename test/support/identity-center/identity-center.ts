/** IAM Identity Center on loopback for tests: its OIDC service, the page for browsers and its portal, on one port. */
import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { OidcError, PortalError, type Answer } from './answer';
import { authorize } from './authorize';
import { usualKnobs, type Knobs } from './knobs';
import { Oidc } from './oidc';
import { Portal, type PortalOptions } from './portal';
import { Records } from './records';

export const START_URL = 'https://harbour.awsapps.com/start';

export interface IdentityCenter {
  /** Serves OIDC and portal. */
  readonly url: string;
  readonly startUrl: string;
  readonly knobs: Knobs;
  readonly records: Records;
  /** What a person's browser does with an address: it follows it to its end, and answers the status it saw last. */
  browse(address: string): Promise<number>;
  close(): Promise<void>;
}

export interface IdentityCenterOptions extends Partial<PortalOptions> {
  now?: () => number;
  knobs?: Partial<Knobs>;
}

const noKeys = (): Promise<never> => Promise.reject(new Error('This Identity Center hands out no keys.'));

export async function startIdentityCenter({ now = Date.now, knobs, accounts = [], roleKeys = noKeys }: IdentityCenterOptions = {}): Promise<IdentityCenter> {
  const records = new Records({ ...usualKnobs(), ...knobs }, now);
  const portal = new Portal(records, { accounts, roleKeys });
  const oidc = new Oidc(records, () => url, START_URL);
  const answerTo = async (request: IncomingMessage): Promise<Answer> => {
    const { pathname, searchParams } = new URL(request.url ?? '/', url);
    if (Portal.serves(pathname)) return portal.run(pathname, searchParams, request.headers['x-amz-sso_bearer_token']?.toString());
    if (request.method === 'GET') return pathname === '/authorize' ? authorize(records, searchParams) : { status: 200, body: '' };
    return oidc.run(pathname, JSON.parse(await bodyOf(request)) as Record<string, unknown>);
  };
  const server = createServer((request, response) => {
    void answerTo(request)
      .catch((thrown: unknown): Answer => {
        const echo = records.knobs.echoes ? ` ${String(request.headers['x-amz-sso_bearer_token'])} ${records.secrets.join(' ')}` : '';
        if (thrown instanceof OidcError || thrown instanceof PortalError) return thrown.answer(echo);
        return { status: 500, headers: { 'x-amzn-errortype': 'InternalServerException' }, body: JSON.stringify({ message: String(thrown) }) };
      })
      .then(({ status, headers, body }) => response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(body));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    url,
    startUrl: START_URL,
    knobs: records.knobs,
    records,
    browse: async (address) => {
      const response = await fetch(address);
      await response.arrayBuffer();
      return response.status;
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  return Buffer.concat(parts).toString();
}
