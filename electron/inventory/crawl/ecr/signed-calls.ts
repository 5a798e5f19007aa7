import { request as httpRequest, Agent as HttpAgent, type IncomingMessage, type RequestOptions } from 'node:http';
import { request as httpsRequest, Agent as HttpsAgent } from 'node:https';
import { createHash, createHmac, type BinaryLike } from 'node:crypto';
import { SignatureV4 } from '@smithy/signature-v4';
import type { ECRClient } from '@aws-sdk/client-ecr';
import type { ECRPUBLICClient } from '@aws-sdk/client-ecr-public';
import { classifyAwsError } from '../../../sessions/aws-errors';

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
  signer: SignatureV4;
}

/**
 * Calls of AWS's JSON protocol without the SDK's middleware, which costs three times what a page itself does. Address (custom endpoint,
 * FIPS, dual-stack) and credentials come from the SDK's client, so that nothing is decided twice. It tries once: who calls repeats.
 */
export class SignedCalls {
  readonly #agents = {
    http: new HttpAgent({ keepAlive: true, maxSockets: SOCKETS, scheduling: 'lifo' }),
    https: new HttpsAgent({ keepAlive: true, maxSockets: SOCKETS, scheduling: 'lifo' }),
  };
  readonly #addresses = new WeakMap<object, Promise<Address>>();
  readonly #now: () => number;
  /** Milliseconds that AWS's clock is ahead of ours, by host. */
  readonly #ahead = new Map<string, number>();

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
    const { url, signer } = await address;
    const ahead = this.#ahead.get(url.host) ?? 0;
    const body = JSON.stringify(input);
    const signed = await signer.sign(
      {
        method: 'POST', protocol: url.protocol, hostname: url.hostname, path: url.pathname, body,
        ...(url.port !== '' && { port: Number(url.port) }),
        headers: { host: url.host, 'content-type': 'application/x-amz-json-1.1', 'x-amz-target': `${service.target}.${operation}` },
      },
      { signingDate: new Date(this.#now() + ahead) },
    );
    const answer = await this.#send(url, { method: 'POST', path: url.pathname, headers: { ...signed.headers, 'content-length': Buffer.byteLength(body) }, signal }, body);
    if (answer.status === 200) return parsed(answer);
    const error = errorOf(answer);
    const theirs = Date.parse(answer.date);
    if (mayCorrect && SKEWED.test(error.name) && Math.abs(theirs - this.#now() - ahead) > FAR_MS) {
      this.#ahead.set(url.host, theirs - this.#now());
      return this.#attempt(call, false);
    }
    throw error;
  }

  #send(url: URL, options: RequestOptions, body: string): Promise<Answer> {
    return new Promise((resolve, reject) => {
      const isTls = url.protocol === 'https:';
      const place = { hostname: url.hostname, port: url.port, ...options };
      const request = isTls ? httpsRequest({ ...place, agent: this.#agents.https }, answered) : httpRequest({ ...place, agent: this.#agents.http }, answered);
      request.setTimeout(SILENT_MS, () => request.destroy(Object.assign(new Error('The server is silent.'), { code: 'ETIMEDOUT' })));
      request.once('socket', (socket) => socket.setNoDelay(true));
      request.once('error', reject);
      request.end(body);
      function answered(response: IncomingMessage): void {
        readBody(response).then((bytes) => resolve({ bytes, status: response.statusCode ?? 0, date: response.headers.date ?? '', name: String(response.headers['x-amzn-errortype'] ?? '') }), reject);
      }
    });
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
  return { url, signer: new SignatureV4({ service: signingName, region, sha256: NodeHash, credentials: config.credentials, applyChecksum: true }) };
}

/** SHA-256, and HMAC where there is a secret, as the signer wants it. */
class NodeHash {
  readonly #hash: ReturnType<typeof createHash> | ReturnType<typeof createHmac>;

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
    // A hash is made for each use.
  }
}

async function readBody(response: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of response as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length > LARGEST_ANSWER) throw new SyntaxError('The answer is too large.');
    chunks.push(chunk);
  }
  if (!response.complete) throw Object.assign(new Error('The answer broke off.'), { code: 'ECONNRESET' });
  return Buffer.concat(chunks, length);
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
