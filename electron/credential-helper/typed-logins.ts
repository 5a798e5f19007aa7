import type { SecretCache } from '../profiles/secret-cache';
import { AppError } from '../../shared/errors';
import type { Login } from './protocol';
import { isValid } from './warm/freshness';
import { loginRecord, objectIn, typedLoginOf, type TypedLogin } from './warm/token-record';

const LONGEST_MS = 12 * 3_600_000;

/**
 * Sign-ins at ECR that a person typed (`docker login`). They are tokens: longer than a Windows credential may be, and of no
 * use after twelve hours, so they are sealed on disk and end by themselves.
 */
export class TypedLogins {
  readonly #records: SecretCache;
  readonly #now: () => number;

  constructor({ records, now }: { records: SecretCache; now: () => number }) {
    this.#records = records;
    this.#now = now;
  }

  /** One that has not ended. */
  async get(host: string): Promise<TypedLogin | undefined> {
    const login = typedLoginOf(await this.#records.get(loginRecord(host)));
    return login !== undefined && isValid(login, this.#now()) ? login : undefined;
  }

  /** @throws AppError `keychain-unavailable` when nothing can be sealed. */
  async store(host: string, { username, secret }: Login): Promise<void> {
    const issuedAt = this.#now();
    const expiresAt = Math.min(endOf(secret) ?? Infinity, issuedAt + LONGEST_MS);
    const text = JSON.stringify({ username, secret, issuedAt: new Date(issuedAt).toISOString(), expiresAt: new Date(expiresAt).toISOString() });
    if (await this.#records.set(loginRecord(host), text)) return;
    throw new AppError('keychain-unavailable', `The sign-in at ${host} could not be kept: there is no keychain that Berth can reach, or it is locked.`, {
      hint: 'Unlock it and sign in again.',
    });
  }

  erase(host: string): Promise<void> {
    return this.#records.delete(loginRecord(host));
  }
}

/** ECR's password is the base64 of an object that says when it ends, in seconds since 1970. Others say nothing. */
function endOf(secret: string): number | undefined {
  const end = objectIn(Buffer.from(secret, 'base64').toString('utf8'))?.expiration;
  return typeof end === 'number' && Number.isFinite(end) && end > 0 ? end * 1000 : undefined;
}
