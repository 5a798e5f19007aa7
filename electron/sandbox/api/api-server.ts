/** The AWS endpoint: one port on loopback for ECR, ECR Public and STS, told apart as AWS's SDKs address them. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { ApiError } from './api-error';
import { authenticate, type FindKey } from './authenticate';
import { jsonAnswer, jsonError, readJsonBody, targetOperation, type HttpAnswer } from './json-protocol';
import { queryAnswer, queryError, type XmlTree } from './query-protocol';
import { restAnswer, restCall, restError, type RestService } from './rest-protocol';
import type { SignedRequest } from './sigv4';
import type { Principal } from '../state';

/** A service that speaks JSON 1.1; `run` is called once the caller is known. */
export interface JsonService {
  /** Prefix of `X-Amz-Target`. */
  target: string;
  /** Name in the credential scope. */
  signingName: string;
  run(operation: string, call: { input: unknown; principal: Principal; region: string }): Promise<object>;
}

/** A service that speaks the query protocol; `Version` of a call tells which. */
export interface QueryService {
  version: string;
  namespace: string;
  signingName: string;
  run: (action: string, call: { form: URLSearchParams; principal: Principal }) => XmlTree;
  /** Actions that nobody signs. */
  unsigned?: Readonly<Record<string, (form: URLSearchParams) => XmlTree>>;
}

export interface ApiServerOptions {
  findKey: FindKey;
  now: () => number;
  newId: () => string;
  json: readonly JsonService[];
  /** The first one answers calls without a version. */
  query: readonly [QueryService, ...QueryService[]];
  /** Serves a plain GET (download links); false when the path means nothing. */
  download(path: string, response: ServerResponse): Promise<boolean>;
  rest?: readonly RestService[];
}

/** UploadLayerPart carries 20 MiB as base64; nothing larger is a request of ours. */
const BODY_LIMIT = 32 * 1024 * 1024;

export function createApiServer(options: ApiServerOptions): Server {
  return createServer((request, response) => {
    void answerTo(request, response, options).catch(() => response.destroy());
  });
}

async function answerTo(
  request: IncomingMessage,
  response: ServerResponse,
  options: ApiServerOptions,
): Promise<void> {
  if (request.method === 'GET' && (await options.download(request.url ?? '/', response))) return;
  const body = await readBody(request);
  const requestId = options.newId();
  const answer = body === undefined ? tooLarge : await runRequest(request, body, { options, requestId });
  response.writeHead(answer.status, { 'content-type': answer.contentType, 'x-amzn-requestid': requestId });
  response.end(answer.body);
}

async function runRequest(
  request: IncomingMessage,
  body: Uint8Array,
  { options, requestId }: { options: ApiServerOptions; requestId: string },
): Promise<HttpAnswer> {
  const signed: SignedRequest = {
    method: request.method ?? 'POST',
    url: request.url ?? '/',
    headers: pairs(request.rawHeaders),
    body,
  };
  const who = (service: string) =>
    authenticate(signed, { findKey: options.findKey, service, now: options.now() });
  const target = String(request.headers['x-amz-target'] ?? '');
  const rest = target === '' && signed.method === 'GET' ? restCall(options.rest ?? [], signed.url) : undefined;
  if (rest !== undefined) {
    try {
      return restAnswer(rest.service.run(rest.names, { ...who(rest.service.signingName), query: rest.query }));
    } catch (thrown) {
      return restError(thrown);
    }
  }
  if (target === '') return runQuery(body, { who, options, requestId });
  try {
    for (const service of options.json) {
      const operation = targetOperation(target, service.target);
      if (operation === undefined) continue;
      const caller = who(service.signingName);
      return jsonAnswer(await service.run(operation, { ...caller, input: readJsonBody(body) }));
    }
    throw new ApiError('UnknownOperationException', `The sandbox has no ${target}.`);
  } catch (thrown) {
    return jsonError(thrown);
  }
}

function runQuery(
  body: Uint8Array,
  {
    who,
    options,
    requestId,
  }: { who: (service: string) => { principal: Principal }; options: ApiServerOptions; requestId: string },
): HttpAnswer {
  const form = new URLSearchParams(Buffer.from(body).toString('utf8'));
  const service = options.query.find(({ version }) => version === form.get('Version')) ?? options.query[0];
  const { namespace, signingName, run, unsigned = {} } = service;
  const action = form.get('Action') ?? '';
  try {
    const open = Object.hasOwn(unsigned, action) ? unsigned[action] : undefined;
    if (open !== undefined) return queryAnswer(action, open(form), { namespace, requestId });
    const { principal } = who(signingName);
    return queryAnswer(action, run(action, { form, principal }), { namespace, requestId });
  } catch (thrown) {
    return queryError(thrown, { namespace, requestId });
  }
}

const tooLarge: HttpAnswer = { status: 413, contentType: 'text/plain', body: 'Request entity too large' };

async function readBody(request: IncomingMessage): Promise<Uint8Array | undefined> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length > BODY_LIMIT) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

/** Node's flat list of names and values, as pairs in the order received. */
const pairs = (raw: readonly string[]): [string, string][] =>
  Array.from({ length: raw.length / 2 }, (_none, index) => [raw[2 * index] ?? '', raw[2 * index + 1] ?? '']);
