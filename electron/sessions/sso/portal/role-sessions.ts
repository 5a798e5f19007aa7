import type { AwsCredentialIdentity } from '@aws-sdk/types';
import { isFromTheFuture } from '../../../refresh/life';

/** AWS tools renew temporary credentials five minutes ahead; a session shorter than ten minutes, at half its life. */
const AHEAD_MS = 5 * 60_000;

interface Remembered {
  session: string;
  identity: AwsCredentialIdentity;
  receivedAt: number;
}

/** Role credentials, remembered until shortly before they end; whoever asks while one call runs waits for that call. */
export class RoleSessions {
  readonly #now: () => number;
  readonly #remembered = new Map<string, Remembered>();
  readonly #running = new Map<string, Promise<AwsCredentialIdentity>>();

  constructor(now: () => number) {
    this.#now = now;
  }

  /** `key` names the role and account of a session; `ask` is called when nothing fresh is known. */
  async get(key: { session: string; role: string }, ask: () => Promise<AwsCredentialIdentity>): Promise<AwsCredentialIdentity> {
    const name = JSON.stringify([key.session, key.role]);
    const known = this.#remembered.get(name);
    if (known !== undefined && this.#isFresh(known)) return known.identity;
    const running = this.#running.get(name);
    if (running !== undefined) return running;
    const asked = ask().then((identity) => {
      // A sign-out meanwhile has forgotten this call: then its answer is not kept.
      if (this.#running.get(name) === asked) this.#remembered.set(name, { session: key.session, identity, receivedAt: this.#now() });
      return identity;
    });
    this.#running.set(name, asked);
    try {
      return await asked;
    } finally {
      if (this.#running.get(name) === asked) this.#running.delete(name);
    }
  }

  /** Forgets the credentials of a session. */
  forget(session: string): void {
    for (const [name, known] of this.#remembered) if (known.session === session) this.#remembered.delete(name);
    for (const name of this.#running.keys()) if ((JSON.parse(name) as [string])[0] === session) this.#running.delete(name);
  }

  #isFresh({ identity, receivedAt }: Remembered): boolean {
    const end = identity.expiration?.getTime() ?? 0;
    // A clock that was set back tells nothing about how much is left.
    if (isFromTheFuture({ issuedAt: receivedAt, expiresAt: end }, this.#now())) return false;
    return this.#now() < end - Math.min(AHEAD_MS, (end - receivedAt) / 2);
  }
}
