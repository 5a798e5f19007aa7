/** A token service such as Docker Hub has one: signs tokens that a real registry takes (distribution, “Token Authentication”). */
import { execFile } from 'node:child_process';
import { createSign, randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
const NAME = 'berth-test';

export interface TokenService {
  /** What a registry's configuration says of it. */
  readonly auth: string;
  /** Who asked for what: `anonymous GET repository:a/b:pull`. */
  readonly asked: string[];
  close(): Promise<void>;
}

export interface TokenServiceOptions {
  /** For the key and its certificate. */
  folder: string;
  /** Who may push as well as pull: `user:password`, and identity tokens. */
  users: readonly string[];
  identityTokens?: readonly string[];
  /** What everybody may pull; the rest is for users. */
  isPublic: (repository: string) => boolean;
  /** Seconds that a token lasts. */
  life?: number;
}

export async function startTokenService({ folder, users, identityTokens = [], isPublic, life = 300 }: TokenServiceOptions): Promise<TokenService> {
  const [keyFile, certificate] = [join(folder, 'token-key.pem'), join(folder, 'token-certificate.pem')];
  await run('openssl', ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-subj', `/CN=${NAME}`, '-days', '2', '-keyout', keyFile, '-out', certificate]);
  const [key, pem] = await Promise.all([readFile(keyFile, 'utf8'), readFile(certificate, 'utf8')]);
  const x5c = [pem.replace(/-----[A-Z ]+-----|\s/g, '')];
  const asked: string[] = [];

  const sign = (access: object[]): string => {
    const now = Math.floor(Date.now() / 1000);
    const claims = { iss: NAME, sub: '', aud: NAME, exp: now + life, nbf: now - 10, iat: now, jti: randomUUID(), access };
    const text = [{ typ: 'JWT', alg: 'RS256', x5c }, claims].map((part) => Buffer.from(JSON.stringify(part)).toString('base64url')).join('.');
    return `${text}.${createSign('RSA-SHA256').update(text).sign(key).toString('base64url')}`;
  };
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const url = new URL(request.url ?? '', 'http://token');
      const form = request.method === 'POST' ? new URLSearchParams(Buffer.concat(chunks).toString()) : url.searchParams;
      const basic = /^Basic (.*)$/.exec(request.headers.authorization ?? '')?.[1];
      const who = basic !== undefined ? Buffer.from(basic, 'base64').toString() : form.get('refresh_token');
      const scope = form.get('scope') ?? '';
      asked.push(`${who === null ? 'anonymous' : (who.split(':')[0] ?? '')} ${request.method} ${scope}`);
      const isUser = who !== null && (basic !== undefined ? users.includes(who) : identityTokens.includes(who));
      if (who !== null && !isUser) return void response.writeHead(401).end('{"errors":[{"code":"UNAUTHORIZED","message":"incorrect username or password"}]}');
      const [type = '', name = '', actions = ''] = scope.split(':');
      const granted = isUser ? actions.split(',') : isPublic(name) ? ['pull'] : [];
      response.setHeader('content-type', 'application/json');
      response.end(JSON.stringify({ [request.method === 'POST' ? 'access_token' : 'token']: sign([{ type, name, actions: granted }]) }));
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const realm = `http://127.0.0.1:${(server.address() as AddressInfo).port}/token`;
  return {
    auth: `auth: { token: { realm: "${realm}", service: ${NAME}, issuer: ${NAME}, rootcertbundle: "${certificate}" } }\n`,
    asked,
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
