/** Authorized calls to one registry: Basic, a token refreshed once, or the Bearer flow of Docker Hub and GHCR. */
import { z } from 'zod';
import { isLoopbackHost } from '../../shared/ecr/registry-host';
import { askToken, isIdentityToken, tokenIn } from './bearer-token';
import { KeptSignIn } from './kept-sign-in';
import { isExpiredToken, registryError, type RegistryFailure } from './registry-errors';
import type { Transport, WireAnswer, WireCall } from './wire/wire';

/**
 * Base64 of `user:password` for the registry, or undefined for an anonymous visit. `refresh` asks for a new one,
 * because the last was refused as expired.
 */
export type Authorization = (options: { refresh: boolean }) => Promise<string | undefined>;

/** One call, and what it is about; `path` is below `/v2/`, or a whole URL that the registry named. */
export interface RegistryCall extends Omit<WireCall, 'url'> {
  path: string | URL;
  about: Omit<RegistryFailure, 'host'>;
  /** Statuses that are an answer; any other is thrown as the AppError it means. */
  accept: readonly number[];
}

const ERROR_LIMIT = 64 * 1024;
const REDIRECTS = 5;
const REDIRECT: readonly number[] = [301, 302, 303, 307, 308];

export class RegistrySession {
  readonly host: string;
  readonly #transport: Transport;
  readonly #signIn: KeptSignIn;
  /** The registry asked for a user and password, without a token service. */
  #takesBasic = false;
  /** Bearer tokens by scope. */
  readonly #tokens = new Map<string, string>();

  constructor({ host, transport, authorization }: { host: string; transport: Transport; authorization: Authorization }) {
    this.host = host;
    this.#transport = transport;
    this.#signIn = new KeptSignIn(authorization);
  }

  /** @throws AppError, see `registry-errors.ts`. */
  async call(call: RegistryCall): Promise<WireAnswer> {
    const scope = scopeOf(call.about);
    const used = await this.#header(scope);
    let answer = await this.#follow(call, used);
    if (call.accept.includes(answer.status)) return answer;
    if (answer.status === 401 || answer.status === 403) {
      const failure = await this.#failureOf(call, answer);
      const header = await this.#nextHeader({ answer, failure, scope, call, used });
      if (header === undefined) throw registryError(failure);
      answer = await this.#follow(call, header);
      if (call.accept.includes(answer.status)) return answer;
    }
    throw registryError(await this.#failureOf(call, answer));
  }

  async #header(scope: string): Promise<string | undefined> {
    const token = this.#tokens.get(scope);
    if (token !== undefined) return `Bearer ${token}`;
    const basic = await this.#signIn.current();
    return this.#takesBasic || basic?.startsWith(ECR_USER) === true ? basicHeader(basic) : undefined;
  }

  /** The header for the one second try, or undefined when there is nothing else to try. */
  async #nextHeader({ answer, failure, scope, call, used }: Refused): Promise<string | undefined> {
    const challenge = answer.headers['www-authenticate'];
    if (answer.status === 401 && challenge !== undefined && /^bearer /i.test(challenge)) {
      const token = await this.#bearer(challenge, { scope, call });
      this.#tokens.set(scope, token);
      return `Bearer ${token}`;
    }
    // A sign-in that was not presented yet, where the registry asks for one: other clients wait for that too.
    if (used === undefined) {
      const basic = await this.#signIn.current();
      this.#takesBasic = basic !== undefined && !isIdentityToken(basic);
      if (this.#takesBasic) return basicHeader(basic);
    }
    // The answer to a HEAD has no body to say “expired”: any refusal may be that.
    if (answer.status === 401 || call.method === 'HEAD' || isExpiredToken(failure))
      return basicHeader(await this.#signIn.instead(used?.startsWith('Basic ') === true ? used.slice('Basic '.length) : await this.#signIn.current()));
    return undefined;
  }

  async #bearer(challenge: string, { scope, call }: Pick<Refused, 'scope' | 'call'>): Promise<string> {
    const answer = await askToken(this.#transport, { host: this.host, challenge, scope, basic: await this.#signIn.current(), signal: call.signal });
    if (answer.status !== 200) throw registryError(await this.#failureOf(call, answer));
    const token = await tokenIn(answer);
    if (token === undefined) throw registryError({ host: this.host, ...call.about, status: 401, message: 'The sign-in service gave no token.' });
    return token;
  }

  /** Follows redirects of reads; another host never sees the registry's authorization. */
  async #follow(call: RegistryCall, authorization: string | undefined): Promise<WireAnswer> {
    const base = `${isLoopbackHost(this.host) ? 'http' : 'https'}://${apiHost(this.host)}`;
    let url = call.path instanceof URL ? call.path : new URL(`/v2/${call.path}`, base);
    for (let hop = 0; ; hop += 1) {
      const own = url.host === new URL(base).host && url.protocol === new URL(base).protocol;
      const headers = { ...call.headers, ...(own && authorization !== undefined && { authorization }) };
      const answer = await this.#transport.call({ ...call, url, headers });
      const to = answer.headers.location;
      const isRead = call.method === 'GET' || call.method === 'HEAD';
      if (!isRead || to === undefined || !REDIRECT.includes(answer.status)) return answer;
      answer.body.discard();
      const next = new URL(to, url);
      const downgraded = url.protocol === 'https:' && next.protocol !== 'https:';
      if (hop >= REDIRECTS || downgraded) {
        throw registryError({ host: this.host, ...call.about, message: downgraded ? 'It redirects to a connection that is not encrypted.' : 'It redirects too often.' });
      }
      url = next;
    }
  }

  async #failureOf({ about }: Pick<RegistryCall, 'about'>, answer: WireAnswer): Promise<RegistryFailure> {
    const anonymous = (await this.#signIn.current().catch(() => '')) === undefined;
    const text = await answer.body.bytes(ERROR_LIMIT).catch(() => Buffer.alloc(0));
    const first = ErrorAnswer.safeParse(parseJson(text)).data?.errors[0];
    return { host: this.host, ...about, status: answer.status, ...retryAfter(answer), ...(anonymous && { anonymous }), ...(first?.code !== undefined && { code: first.code }), ...(first?.message !== undefined && { message: first.message }) };
  }
}

interface Refused {
  answer: WireAnswer;
  failure: RegistryFailure;
  scope: string;
  call: RegistryCall;
  /** The header that was sent. */
  used: string | undefined;
}

/** How the base64 of `AWS:…` begins: ECR takes that at once, and asks for nothing else. */
const ECR_USER = 'QVdTO';

/** RFC 9110, 10.2.3: seconds, or a date, which is measured by the clock of whoever sent it. */
function retryAfter({ headers }: WireAnswer): { retryAfter?: number } {
  const text = headers['retry-after']?.trim() ?? '';
  const ms = /^\d{1,9}$/.test(text) ? Number(text) * 1000 : Date.parse(text) - Date.parse(headers.date ?? '');
  return Number.isFinite(ms) && ms > 0 ? { retryAfter: ms } : {};
}

const basicHeader = (basic: string | undefined): string | undefined => (basic === undefined ? undefined : `Basic ${basic}`);

const ErrorAnswer = z.object({ errors: z.array(z.object({ code: z.string().optional(), message: z.string().optional() })).min(1) });

const scopeOf = ({ repository, action }: Omit<RegistryFailure, 'host'>): string => `repository:${repository ?? ''}:${action === 'push' ? 'pull,push' : 'pull'}`;

/** Docker Hub's references say docker.io; its API is elsewhere. */
const apiHost = (host: string): string => (host === 'docker.io' ? 'registry-1.docker.io' : host);

function parseJson(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString('utf8'));
  } catch {
    return undefined;
  }
}
