/** The registry of one account in one region: the OCI distribution protocol on its own loopback port. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { listen } from '../listen';
import type { TokenBook } from '../ports';
import type { Principal } from '../state';
import { OciError } from './oci-error';
import { RegistryCall, type RegistryServices } from './registry-call';
import { runRoute } from './routes';
import { Uploads } from './uploads';

export interface RegistryServerOptions extends Omit<RegistryServices, 'uploads'> {
  tokens: TokenBook;
}

/** Serves `registry` at its host. @throws AppError `sandbox-failed` when its port is in use. */
export async function startRegistryServer(options: RegistryServerOptions): Promise<{ close(): Promise<void> }> {
  const services: RegistryServices = { ...options, uploads: new Uploads(options.blobs) };
  const server = createServer((request, response) => {
    void answerTo({ request, response, services, tokens: options.tokens });
  });
  // A layer may take longer than the five minutes that Node gives a request; its headers may not.
  server.requestTimeout = 0;
  await listen(server, Number(options.registry.host.split(':')[1]));
  return {
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

interface Exchange {
  request: IncomingMessage;
  response: ServerResponse;
  services: RegistryServices;
  tokens: TokenBook;
}

async function answerTo(exchange: Exchange): Promise<void> {
  const { request, response, services } = exchange;
  response.setHeader('docker-distribution-api-version', 'registry/2.0');
  try {
    const [path = '/', query = ''] = (request.url ?? '/').split('?');
    const principal = signedIn(exchange);
    const call = new RegistryCall({ services, principal, request, response, query: new URLSearchParams(query) });
    await runRoute(call, decoded(path));
  } catch (thrown) {
    refuse(exchange, thrown);
  }
}

function decoded(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    throw new OciError(400, 'NAME_INVALID', 'The path is not written as a URL.');
  }
}

/** Basic with a token of this region; tokens of other accounts are good, policies decide what for. */
function signedIn({ request, services, tokens }: Exchange): Principal {
  const { registry } = services;
  const challenge = { 'www-authenticate': `Basic realm="http://${registry.host}/",service="ecr.amazonaws.com"` };
  const token = /^Basic\s+(\S+)$/i.exec(request.headers.authorization ?? '')?.[1];
  if (token === undefined) throw new OciError(401, 'UNAUTHORIZED', 'Not Authorized', challenge);
  const known = tokens.verify(token);
  if (known === 'unknown') throw new OciError(401, 'UNAUTHORIZED', 'Not Authorized', challenge);
  if (known === 'expired') throw new OciError(403, 'DENIED', 'Your authorization token has expired. Reauthenticate and try again.');
  if (known.region !== registry.region) throw new OciError(403, 'DENIED', `The authorization token is of ${known.region}; this registry is in ${registry.region}.`);
  return known.principal;
}

function refuse({ request, response }: Exchange, thrown: unknown): void {
  if (response.headersSent) return void response.destroy();
  const error = thrown instanceof OciError ? thrown : new OciError(500, 'UNKNOWN', 'The sandbox failed to answer.');
  const body = error.body();
  // What is left of a request that was refused early is not read: the connection ends with the answer.
  const rest = request.complete ? {} : { connection: 'close' };
  response.writeHead(error.status, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body), ...error.headers, ...rest });
  response.end(request.method === 'HEAD' ? undefined : body);
}
