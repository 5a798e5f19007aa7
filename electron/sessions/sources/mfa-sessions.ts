import { createHash } from 'node:crypto';
import type { AwsCredentialIdentity } from '@aws-sdk/types';
import { z } from 'zod';
import type { SecretCache } from '../../profiles/secret-cache';
import { warnAt } from '../../refresh/life';

const Kept = z.object({ accessKeyId: z.string(), secretAccessKey: z.string(), sessionToken: z.string(), expiration: z.iso.datetime(), issuedAt: z.iso.datetime() });

/** Everything that makes two sessions the same; the names of profiles are no part of it. */
export interface MfaSessionTraits {
  roleArn: string;
  mfaSerial: string;
  sessionName: string;
  durationSeconds: number | undefined;
  externalId: string | undefined;
  endpoint: string | undefined;
  region: string;
  /** Access key id of the user whose device it is. */
  sourceKeyId: string;
}

/** A session that a person opened, and when. */
interface Opened {
  identity: AwsCredentialIdentity & { expiration: Date };
  issuedAt: Date;
}

/** A session that serves a profile now; epoch milliseconds. */
export interface OpenedSession {
  profile: string;
  issuedAt: number;
  expiresAt: number;
}

/** A session that ends sooner than this is not worth using. */
const TOO_SHORT_MS = 30_000;

/**
 * Role sessions that a person opened with an MFA code, until they expire: in memory, and sealed on disk so that a restart and
 * the command line ask nobody again. One is opened once, however many wait for it: a code is good for one call.
 */
export class MfaSessions {
  readonly #cache: SecretCache | undefined;
  readonly #now: () => number;
  readonly #known = new Map<string, Opened>();
  /** Which session a profile was given last. */
  readonly #byProfile = new Map<string, string>();
  readonly #opening = new Map<string, Promise<AwsCredentialIdentity>>();

  constructor({ cache, now }: { cache: SecretCache | undefined; now: () => number }) {
    this.#cache = cache;
    this.#now = now;
  }

  /** Sessions that serve now, by the profile whose role they are of. */
  opened(): OpenedSession[] {
    return [...this.#byProfile].flatMap(([profile, name]) => {
      const known = this.#known.get(name);
      if (known === undefined || !this.#isLive(known)) return [];
      return [{ profile, issuedAt: known.issuedAt.getTime(), expiresAt: known.identity.expiration.getTime() }];
    });
  }

  /** The session that a profile had before, if it still serves. */
  async find(profile: string, traits: MfaSessionTraits): Promise<AwsCredentialIdentity | undefined> {
    const name = nameOf(traits);
    this.#byProfile.set(profile, name);
    const known = this.#known.get(name) ?? (await this.#fromCache(name));
    if (known === undefined || !this.#isLive(known)) return undefined;
    this.#known.set(name, known);
    return known.identity;
  }

  /** Whether the session of these traits is about to end: its person is told of it by now. */
  endsSoon(traits: MfaSessionTraits): boolean {
    const known = this.#known.get(nameOf(traits));
    return known !== undefined && this.#now() >= warnAt({ issuedAt: known.issuedAt.getTime(), expiresAt: known.identity.expiration.getTime() });
  }

  /** The session of these traits, opened now unless somebody is at it already. */
  open(traits: MfaSessionTraits, start: () => Promise<AwsCredentialIdentity>): Promise<AwsCredentialIdentity> {
    const name = nameOf(traits);
    const running = this.#opening.get(name);
    if (running !== undefined) return running;
    const opening = this.#open(name, start).finally(() => this.#opening.delete(name));
    this.#opening.set(name, opening);
    return opening;
  }

  async #open(name: string, start: () => Promise<AwsCredentialIdentity>): Promise<AwsCredentialIdentity> {
    const identity = await start();
    const { expiration } = identity;
    if (expiration === undefined) return identity;
    const issuedAt = new Date(this.#now());
    this.#known.set(name, { identity: { ...identity, expiration }, issuedAt });
    await this.#cache?.set(name, JSON.stringify({ ...identity, issuedAt }));
    return identity;
  }

  async #fromCache(name: string): Promise<Opened | undefined> {
    const text = await this.#cache?.get(name);
    if (text === undefined) return undefined;
    try {
      const { issuedAt, expiration, ...keys } = Kept.parse(JSON.parse(text));
      return { identity: { ...keys, expiration: new Date(expiration) }, issuedAt: new Date(issuedAt) };
    } catch {
      return undefined;
    }
  }

  #isLive({ identity }: Opened): boolean {
    return identity.expiration.getTime() - TOO_SHORT_MS > this.#now();
  }
}

/** A digest, so that the name of a record tells nothing. */
function nameOf(traits: MfaSessionTraits): string {
  const { roleArn, mfaSerial, sessionName, durationSeconds, externalId, endpoint, region, sourceKeyId } = traits;
  const all = JSON.stringify([roleArn, mfaSerial, sessionName, durationSeconds ?? null, externalId ?? null, endpoint ?? null, region, sourceKeyId]);
  return `mfa-session-${createHash('sha256').update(all).digest('hex')}`;
}
