import { isLoopbackHost, parseRegistryHost } from '../../../shared/ecr/registry-host';
import type { Transport, WireAnswer } from '../../registry/wire/wire';
import type { PingFacts } from '../diagnosis-facts';
import { systemCodeOf } from './within';

export interface PingQuestion {
  host: string;
  /** base64 of `user:password` that Docker would present. */
  auth?: string;
  transport: Transport;
  /** Epoch milliseconds. */
  now: () => number;
}

const PING_MS = 8_000;
const SMALL = 64 * 1024;

/** Asks the registry `/v2/` as Docker would, to see whether it answers, what time it has, and whether it takes the sign-in. */
export async function pingRegistry(question: PingQuestion): Promise<PingFacts> {
  const { host } = question;
  const scheme = isLoopbackHost(host) ? 'http' : 'https';
  try {
    return { ...(await ask(question, scheme)), plainHttp: false };
  } catch (thrown) {
    const systemCode = systemCodeOf(thrown) ?? (isTimeout(thrown) ? 'ETIMEDOUT' : 'unknown');
    // A registry of one's own may speak plain http; a secret is not sent there.
    if (scheme === 'https' && parseRegistryHost(host).kind === 'other' && systemCode !== 'ENOTFOUND' && systemCode !== 'ETIMEDOUT') {
      const plain = await ask({ host, transport: question.transport, now: question.now }, 'http').catch(() => undefined);
      if (plain !== undefined) return { ...plain, plainHttp: true };
    }
    return { state: 'failed', systemCode };
  }
}

async function ask({ host, auth, transport, now }: PingQuestion, scheme: 'http' | 'https') {
  const headers: Record<string, string> = auth === undefined ? {} : { authorization: `Basic ${auth}` };
  const answer = await transport.call({ method: 'GET', url: new URL(`${scheme}://${host}/v2/`), headers, signal: AbortSignal.timeout(PING_MS) });
  const date = Date.parse(answer.headers.date ?? '');
  const dockersSignIn = auth === undefined ? undefined : await verdict(answer);
  if (auth === undefined) answer.body.discard();
  return { state: 'answered' as const, ...(Number.isFinite(date) && { skewMs: date - now() }), ...(dockersSignIn !== undefined && { dockersSignIn }) };
}

async function verdict(answer: WireAnswer): Promise<'accepted' | 'expired' | 'refused' | undefined> {
  const body = (await answer.body.bytes(SMALL).catch(() => Buffer.alloc(0))).toString('utf8');
  if (answer.status === 200) return 'accepted';
  // ECR answers an expired token 403 with a body that says so.
  if (/token has expired/i.test(body)) return 'expired';
  // A registry with tokens of its own (ECR Public) wants the sign-in elsewhere: this answer says nothing about it.
  if (/^bearer /i.test(answer.headers['www-authenticate'] ?? '')) return undefined;
  return [400, 401, 403].includes(answer.status) ? 'refused' : undefined;
}

const isTimeout = (thrown: unknown): boolean => thrown instanceof Error && 'code' in thrown && (thrown.code === 'timeout' || thrown.code === 'cancelled');
