/** The loopback server that a browser comes back to after a sign-in: one answer, then it is gone. */
import { createHash, timingSafeEqual } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { CALLBACK_PATH } from './pkce';

/** What the browser brought: a code, or the name of an OAuth error. */
export type CallbackAnswer = { code: string } | { error: string };

export interface CallbackServer {
  redirectUri: string;
  /** Resolves with the first answer that carries the right state. Never rejects. */
  answer: Promise<CallbackAnswer>;
  close(): void;
}

const LOOPBACK = '127.0.0.1';
/** Longer requests are no callback of ours. */
const URL_LIMIT = 8192;

/**
 * Listens on a free port. Anybody on this machine, and any page in the browser, can send requests here: whatever does not carry
 * the state of this very sign-in is refused and changes nothing, so that nobody can end somebody's sign-in or slip in a code.
 */
export async function openCallbackServer(state: string): Promise<CallbackServer> {
  let settle: (answer: CallbackAnswer) => void = () => undefined;
  const answer = new Promise<CallbackAnswer>((resolve) => (settle = resolve));
  let isOver = false;
  const server = createServer({ maxHeaderSize: 16 * 1024, requestTimeout: 10_000, headersTimeout: 10_000 }, (request, response) => {
    const found = isOver ? undefined : answerIn(request, { state, port });
    if (found === undefined) return page(response, isOver ? 410 : 400, 'This is not an answer that Berth waits for.');
    isOver = true;
    const words = 'code' in found ? 'Berth has your answer. You can close this page.' : 'The sign-in was not allowed. You can close this page.';
    page(response, 200, words);
    settle(found);
  });
  server.maxConnections = 32;
  server.listen(0, LOOPBACK);
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    redirectUri: `http://${LOOPBACK}:${port}${CALLBACK_PATH}`,
    answer,
    close: () => {
      isOver = true;
      server.close();
      // The page is on its way; connections that stay open after it are not waited for.
      server.closeIdleConnections();
      setTimeout(() => server.closeAllConnections(), 1000).unref();
    },
  };
}

function answerIn(request: IncomingMessage, { state, port }: { state: string; port: number }): CallbackAnswer | undefined {
  const { method, url = '', headers } = request;
  // Another host name means that a page reached us by a name of its own that points here.
  if (method !== 'GET' || url.length > URL_LIMIT || headers.host !== `${LOOPBACK}:${port}`) return undefined;
  const [path, query = ''] = url.split('?', 2);
  if (path !== CALLBACK_PATH) return undefined;
  const values = new URLSearchParams(query);
  const one = (name: string): string | undefined => (values.getAll(name).length === 1 ? (values.get(name) ?? undefined) : undefined);
  if (!isSame(one('state') ?? '', state)) return undefined;
  const error = one('error');
  if (error !== undefined) return { error: error.replace(/[^a-z_]/g, '').slice(0, 64) };
  const code = one('code');
  return code === undefined || code === '' ? undefined : { code };
}

function isSame(given: string, wanted: string): boolean {
  const digest = (value: string): Buffer => createHash('sha256').update(value).digest();
  return timingSafeEqual(digest(given), digest(wanted));
}

/** A page that says its sentence and can do nothing; its address, which holds the code, is kept nowhere and told to nobody. */
function page(response: ServerResponse, status: number, words: string): void {
  response.writeHead(status, {
    'content-type': 'text/html; charset=utf-8',
    'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'",
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'no-referrer',
    'cache-control': 'no-store',
    connection: 'close',
  });
  response.end(`<!doctype html><html lang="en"><title>Berth</title><body style="font:18px system-ui;margin:15vh auto;max-width:30em;text-align:center"><p>${words}</p></body></html>`);
}
