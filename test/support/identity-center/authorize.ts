/** The page that a browser is sent to; its person decides as the knobs say. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Answer } from './answer';
import type { Records } from './records';

const page = (status: number, words: string): Answer => ({ status, headers: { 'content-type': 'text/html' }, body: `<p>${words}</p>` });

export async function authorize(records: Records, query: URLSearchParams): Promise<Answer> {
  const { knobs, clients, codes, now } = records;
  records.asked.push('Authorize');
  const clientId = query.get('client_id') ?? '';
  const client = clients.get(clientId);
  const redirectUri = query.get('redirect_uri') ?? '';
  // The port may be any; everything else is as registered.
  const registered = redirectUri.replace(/^(http:\/\/127\.0\.0\.1):\d+\//, '$1/');
  if (client === undefined || !client.grantTypes.includes('authorization_code') || !client.redirectUris.includes(registered)) return page(400, 'This client or its redirect_uri is not registered.');
  const challenge = query.get('code_challenge') ?? '';
  if (query.get('response_type') !== 'code' || query.get('code_challenge_method') !== 'S256' || !/^[\w-]{43}$/.test(challenge) || query.get('scopes') === null)
    return page(400, 'The request is not complete.');
  if (knobs.person === 'is away') return page(200, 'Sign in here.');
  await sleep(knobs.afterMs);
  const answer = new URLSearchParams({ state: knobs.wrongState ?? query.get('state') ?? '' });
  if (knobs.person === 'denies') answer.set('error', 'access_denied');
  else {
    const code = records.secret('eyJjb2Rl');
    codes.set(code, { clientId, redirectUri, challenge, expiresAt: now() + 600_000, used: false });
    answer.set('code', code);
  }
  return { status: 302, headers: { location: `${redirectUri}?${answer.toString()}` }, body: '' };
}
