import type { ECRClient } from '@aws-sdk/client-ecr';
import { AppError } from '../../../shared/errors';
import type { World } from './world';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

/** How a profile gets its AWS session: keys that never end, a role that renews itself, or with a person. */
export interface Way {
  profile: string;
  kind: 'keys' | 'role' | 'mfa' | 'sso';
  /** How long one session of it lasts. */
  lastsMs: number;
  ssoSession?: string;
}

/** What a person opened: its end for AWS, and what the computer's clock makes of it. */
export interface Opened {
  end: number;
  wallIssued: number;
  wallEnd: number;
  /** A refresh token serves until then, in true time. */
  renewableUntil: number;
}

/** What AWS does, in true time. A registry token lives 12 hours, or as long as the session it was asked with. */
export class SimulatedAws {
  up = true;
  calls = 0;
  readonly #world: World;
  readonly #random: () => number;
  readonly #failing: number;
  readonly #remembered = new Map<string, { wallEnd: number; end: number }>();
  readonly #opened = new Map<string, Opened>();
  readonly #refusedAt = new Map<string, number>();

  constructor(world: World, { random, failing }: { random: () => number; failing: number }) {
    this.#world = world;
    this.#random = random;
    this.#failing = failing;
  }

  /** Since when nothing but AWS's own refusals stood in the way of this profile. */
  refusedAt(profile: string): number {
    return this.#refusedAt.get(profile) ?? -Infinity;
  }

  /** A person opens it for so long; with a refresh token it goes on until `renewableMs` are over. */
  open(key: string, lastsMs: number, renewableMs = 0): void {
    this.#extend(key, lastsMs, this.#world.now + renewableMs);
  }

  opened(key: string): Opened | undefined {
    return this.#opened.get(key);
  }

  /** Whether its credentials serve without a person: AWS takes them, and the computer's clock lets them be used. */
  isOpen(key: string): boolean {
    const found = this.#opened.get(key);
    if (found === undefined) return false;
    return this.#world.now < found.renewableUntil || (this.#world.now < found.end && this.#world.wall() < found.wallEnd);
  }

  /** With the refresh token, while it lasts. */
  async renew(key: string, lastsMs: number): Promise<Opened> {
    await this.call(key);
    const found = this.#opened.get(key);
    if (found === undefined || this.#world.now >= found.renewableUntil) throw new AppError('session-expired', 'The session has ended.');
    return this.#extend(key, lastsMs, found.renewableUntil);
  }

  #extend(key: string, lastsMs: number, renewableUntil: number): Opened {
    const { now } = this.#world;
    const opened = { end: now + lastsMs, wallIssued: this.#world.wall(), wallEnd: this.#world.wall() + lastsMs, renewableUntil };
    this.#opened.set(key, opened);
    return opened;
  }

  /** What was judged by the clock is forgotten. */
  forget(): void {
    this.#remembered.clear();
  }

  /** A call that takes its time, and fails where the network, AWS or sleep get in its way. */
  async call(profile: string): Promise<void> {
    const { naps } = this.#world;
    const reached = this.#world.online;
    if (reached) this.calls += 1;
    await this.#world.pass(200 + 1_800 * this.#random());
    if (!reached || !this.#world.online || naps !== this.#world.naps) throw new AppError('network', 'AWS cannot be reached.');
    if (this.#random() < this.#failing) {
      this.#refusedAt.set(profile, this.#world.now);
      throw new AppError('throttled', 'AWS asks for fewer calls at once.');
    }
    if (!this.up) throw new AppError('registry-failed', 'AWS failed to answer (HTTP 503).');
  }

  /** An ECR client of a profile, as far as tokens are concerned. */
  readonly ecr = (way: Way): ECRClient => {
    const send = async (): Promise<unknown> => {
      const end = await this.#credentials(way);
      await this.call(way.profile);
      if (end !== undefined && this.#world.now >= end) throw new AppError('session-expired', 'The session has ended.');
      const expiresAt = new Date(Math.min(this.#world.now + 12 * HOUR, end ?? Infinity));
      const authorizationToken = Buffer.from(`AWS:${expiresAt.getTime()}`).toString('base64');
      return { authorizationData: [{ authorizationToken, proxyEndpoint: `https://${way.profile}.example`, expiresAt }] };
    };
    // The SDK tells how far AWS's clock is ahead in just this place.
    const config = { get systemClockOffset() { return behind(); } };
    const behind = (): number => this.#world.behind();
    return { config, send } as unknown as ECRClient;
  };

  /** True end of the session that serves, or `undefined` for keys. Judged by the computer's clock, as the SDK does. */
  async #credentials(way: Way): Promise<number | undefined> {
    const { profile, kind, lastsMs } = way;
    if (kind === 'keys') return undefined;
    if (kind === 'role') {
      const known = this.#remembered.get(profile);
      if (known !== undefined && this.#world.wall() < known.wallEnd - 5 * MINUTE) return known.end;
      await this.call(profile);
      const end = this.#world.now + lastsMs;
      this.#remembered.set(profile, { end, wallEnd: this.#world.wall() + lastsMs });
      return end;
    }
    const key = way.ssoSession ?? profile;
    const found = this.#opened.get(key);
    if (found !== undefined && this.#world.wall() < found.wallEnd && found.end > this.#world.now) return found.end;
    if (found !== undefined && this.#world.now < found.renewableUntil) return (await this.renew(key, lastsMs)).end;
    // The computer's clock lets it be used; AWS says that it has ended.
    if (found !== undefined && this.#world.wall() < found.wallEnd) await this.call(profile);
    throw new AppError(kind === 'mfa' ? 'mfa-required' : 'session-expired', `Profile ${profile} needs its person.`);
  }
}
