import { request as httpRequest, Agent as HttpAgent, type ClientRequest, type IncomingMessage, type RequestOptions } from 'node:http';
import { request as httpsRequest, Agent as HttpsAgent } from 'node:https';
import type { ECRClient } from '@aws-sdk/client-ecr';
import type { ECRPUBLICClient } from '@aws-sdk/client-ecr-public';
import { classifyAwsError } from '../../../sessions/aws-errors';
import { RequestSigner, type SigningKeys } from './request-signer';

/** Calls that are on their way to one host at once. */
const SOCKETS = 48;
/** An answer is a page of a thousand rows: a megabyte or so. Nothing of ECR's is this large. */
const LARGEST_ANSWER = 64 * 1024 * 1024;
const SILENT_MS = 20_000;

/** Errors that say that the two clocks disagree. */
const SKEWED = /^(RequestTimeTooSkewed|RequestInTheFuture|RequestExpired|InvalidSignatureException|SignatureDoesNotMatch|AuthFailure)$/;
const FAR_MS = 4 * 60_000;

/** One of the two services; the SDK's clients have the address and the credentials of both. */
export interface CalledService {
  client: ECRClient | ECRPUBLICClient;
  signingName: 'ecr' | 'ecr-public';
  /** Prefix of `X-Amz-Target`. */
  target: string;
  region: string;
}

export interface SignedCall {
  service: CalledService;
  operation: string;
  input: object;
  signal: AbortSignal;
  /** For the sentence of a failure. */
  about: { profile: string; region: string; repository?: string };
}

interface Address {
  url: URL;
  signer: RequestSigner;
  keys: () => Promise<SigningKeys>;
}

/**
 * Calls of AWS's JSON protocol without the SDK's middleware, which costs three times what a page itself does. Address (custom endpoint,
 * FIPS, dual-stack) and credentials come from the SDK's client, so that nothing is decided twice. It tries once: who calls repeats.
 */
export class SignedCalls {
  readonly #agents = {
    // The time out is the sockets', set once for each: a request's own is set anew for every one.
    http: new HttpAgent({ keepAlive: true, maxSockets: SOCKETS, scheduling: 'lifo', timeout: SILENT_MS }),
    https: new HttpsAgent({ keepAlive: true, maxSockets: SOCKETS, scheduling: 'lifo', timeout: SILENT_MS }),
  };
  readonly #addresses = new WeakMap<object, Promise<Address>>();
  readonly #now: () => number;
  /** Milliseconds that AWS's clock is ahead of ours, by host. */
  readonly #ahead = new Map<string, number>();
  /** What is on its way, by the signal that ends it: thousands of calls share one, which hears of one listener. */
  readonly #underway = new WeakMap<AbortSignal, Set<ClientRequest>>();

  /** `now` is the computer's clock in epoch milliseconds. */
  constructor(now: () => number) {
    this.#now = now;
  }

  close(): void {
    this.#agents.http.destroy();
    this.#agents.https.destroy();
  }

  /** The answer as parsed JSON, not yet looked at. @throws AppError. */
  async call(call: SignedCall): Promise<unknown> {
    try {
      return await this.#attempt(call, true);
    } catch (thrown) {
      throw classifyAwsError(thrown, { ...call.about, operation: call.operation, service: call.service.signingName });
    }
  }

  async #attempt(call: SignedCall, mayCorrect: boolean): Promise<unknown> {
    const { service, operation, input, signal } = call;
    let address = this.#addresses.get(service.client);
    if (address === undefined) this.#addresses.set(service.client, (address = addressOf(service)));
    const { url, signer, keys } = await address;
    const ahead = this.#ahead.get(url.host) ?? 0;
    const body = JSON.stringify(input);
    const headers = signer.sign({
      keys: await keys(), host: url.host, path: url.pathname, body, date: new Date(this.#now() + ahead),
      headers: { 'content-type': 'application/x-amz-json-1.1', 'x-amz-target': `${service.target}.${operation}` },
    });
    const answer = await this.#send(url, { method: 'POST', path: url.pathname, headers: { ...headers, 'content-length': Buffer.byteLength(body) } }, { body, signal });
    if (answer.status === 200) return parsed(answer);
    const error = errorOf(answer);
    const theirs = Date.parse(answer.date);
    if (mayCorrect && SKEWED.test(error.name) && Math.abs(theirs - this.#now() - ahead) > FAR_MS) {
      this.#ahead.set(url.host, theirs - this.#now());
      return this.#attempt(call, false);
    }
    throw error;
  }

  #send(url: URL, options: RequestOptions, { body, signal }: { body: string; signal: AbortSignal }): Promise<Answer> {
    return new Promise((resolve, reject) => {
      if (signal.aborted) return reject(aborted());
      const isTls = url.protocol === 'https:';
      const place = { hostname: url.hostname, port: url.port, ...options };
      const request = isTls ? httpsRequest({ ...place, agent: this.#agents.https }) : httpRequest({ ...place, agent: this.#agents.http });
      const underway = this.#underwayOf(signal);
      underway.add(request);
      const failed = (thrown: Error): void => {
        underway.delete(request);
        reject(signal.aborted ? aborted() : thrown);
      };
      request.once('response', (response) => {
        readBody(response).then((bytes) => {
          underway.delete(request);
          resolve({ bytes, status: response.statusCode ?? 0, date: response.headers.date ?? '', name: String(response.headers['x-amzn-errortype'] ?? '') });
        }, failed);
      });
      request.once('timeout', () => request.destroy(Object.assign(new Error('The server is silent.'), { code: 'ETIMEDOUT' })));
      request.once('socket', (socket) => {
        if (!request.reusedSocket) socket.setNoDelay(true);
      });
      request.on('error', failed);
      request.end(body);
    });
  }

  #underwayOf(signal: AbortSignal): Set<ClientRequest> {
    const known = this.#underway.get(signal);
    if (known !== undefined) return known;
    const underway = new Set<ClientRequest>();
    this.#underway.set(signal, underway);
    signal.addEventListener('abort', () => underway.forEach((request) => request.destroy(aborted())), { once: true });
    return underway;
  }
}

interface Answer {
  status: number;
  bytes: Buffer;
  date: string;
  /** Of an error, where a header names it. */
  name: string;
}

async function addressOf({ client, region, signingName }: CalledService): Promise<Address> {
  const { config } = client;
  const custom = await config.endpoint?.();
  const url =
    custom === undefined
      ? config.endpointProvider({ Region: region, UseFIPS: await config.useFipsEndpoint(), UseDualStack: await config.useDualstackEndpoint() }).url
      : new URL(`${custom.protocol}//${custom.hostname}${custom.port === undefined ? '' : `:${custom.port}`}${custom.path}`);
  return { url, signer: new RequestSigner({ service: signingName, region }), keys: config.credentials };
}

const aborted = (): Error => Object.assign(new Error('The call was ended.'), { name: 'AbortError' });

function readBody(response: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let length = 0;
  return new Promise((resolve, reject) => {
    response.on('data', (chunk: Buffer) => {
      length += chunk.length;
      chunks.push(chunk);
      if (length > LARGEST_ANSWER) response.destroy(new SyntaxError('The answer is too large.'));
    });
    response.once('end', () => resolve(chunks.length === 1 ? (chunks[0] as Buffer) : Buffer.concat(chunks, length)));
    response.once('error', reject);
    response.once('close', () => {
      if (!response.readableEnded) reject(Object.assign(new Error('The answer broke off.'), { code: 'ECONNRESET' }));
    });
  });
}

const parsed = ({ bytes }: Answer): unknown => JSON.parse(bytes.toString('utf8'));

/** An error with the name and the status that the classification goes by. */
function errorOf(answer: Answer): Error {
  let body: { __type?: unknown; message?: unknown; Message?: unknown } = {};
  try {
    body = Object(parsed(answer)) as typeof body;
  } catch {
    // Whatever it is, it is no answer of AWS's: the status speaks.
  }
  const words = (value: unknown): string => (typeof value === 'string' ? value : '');
  const name = (answer.name || words(body.__type)).replace(/^.*#/, '').replace(/:.*$/, '');
  const message = words(body.message) || words(body.Message) || `HTTP ${answer.status}`;
  return Object.assign(new Error(message), { name: name === '' ? 'Error' : name, $metadata: { httpStatusCode: answer.status } });
}
