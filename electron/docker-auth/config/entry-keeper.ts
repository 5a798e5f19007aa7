import { setTimeout as pause } from 'node:timers/promises';
import { answererFor, authOf, withAuth } from '../../../shared/docker/config-file';
import type { DockerConfigFile, WrittenEntry } from '../docker-config-file';
import { judgeDrop } from './dropped-entry';
import { watchConfig } from './watch-config';

export interface EntryKeeperOptions {
  config: Pick<DockerConfigFile, 'file' | 'edit' | 'onWritten'>;
  /** The hosts that Berth keeps signed in, as its records on disk say at this moment. */
  keeps: () => Promise<readonly string[]>;
  /** A person signed Docker out of this host with another program. */
  signedOut: (host: string) => void;
  now: () => number;
  log: (thrown: unknown) => void;
  /** How long another Berth has to record that it signed out, before an entry is put back. */
  graceMs?: number;
}

/** The newest sign-in seen for a host. */
interface Known {
  auth: string;
  /** Epoch milliseconds of the moment it was first seen. */
  since: number;
  /** The newest text it was in. */
  text: string;
  /** Earlier ones: where one is back, an older text was written over ours. */
  older: readonly string[];
  /** Written by this process, and not in the records yet. */
  fresh: boolean;
}

/** A `docker login` that waits for its registry may write this long after it read. */
const RECENT_MS = 60_000;
/** A sign-in is recorded once AWS has said whose it is; then the records alone decide whether it is kept. */
const RECORDED_WITHIN_MS = 5_000;

/**
 * Puts back what other programs drop: `docker login` takes no lock and writes its old text over newer entries. A
 * `docker logout` of one of our hosts is a person's wish and is respected; `judgeDrop` says how they are told apart. Where
 * that is not clear the entry is put back once, so that a second logout counts. Removing the whole file signs out.
 */
export class EntryKeeper {
  readonly #options: EntryKeeperOptions;
  readonly #known = new Map<string, Known>();
  /** Hosts that were put back once without being sure, and when. */
  readonly #doubted = new Map<string, number>();
  #timer: NodeJS.Timeout | undefined;
  #looking: Promise<void> = Promise.resolve();
  #again = false;
  #stops: (() => void)[] = [];

  constructor(options: EntryKeeperOptions) {
    this.#options = options;
  }

  async start(): Promise<void> {
    const { config } = this.#options;
    this.#stops = [watchConfig(config.file, () => this.look()), config.onWritten((written) => this.#own(written))];
    this.look();
    await this.#looking;
  }

  close(): void {
    this.#stops.forEach((stop) => stop());
    this.#stops = [];
    clearTimeout(this.#timer);
  }

  /** Looks at the file soon; several wishes in a row are one look. */
  look(): void {
    if (this.#again) return;
    this.#again = true;
    this.#looking = this.#looking.then(async () => {
      this.#again = false;
      // A file that is broken for a moment is looked at again when it changes.
      await this.#look().catch(this.#options.log);
    });
  }

  /** What this process wrote is what is wanted, whatever was there before. */
  #own({ host, auth, text }: WrittenEntry): void {
    const known = this.#known.get(host);
    if (auth === undefined) this.#known.delete(host);
    else if (known?.auth !== auth) this.#known.set(host, { auth, since: this.#options.now(), text, older: olderThan(known), fresh: true });
    this.look();
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.look(), RECORDED_WITHIN_MS);
    this.#timer.unref();
  }

  async #look(): Promise<void> {
    const [text, keeps] = await Promise.all([this.#options.config.file.read(), this.#options.keeps().then((hosts) => new Set(hosts))]);
    const ours = new Set([...keeps, ...this.#known.keys()]);
    const lost = [...ours].filter((host) => this.#isLost(host, text, keeps));
    if (lost.length === 0) return;
    await pause(this.#options.graceMs ?? 120);
    await this.#settle(lost, ours);
  }

  /** Takes note of what is there; answers whether our entry is missing or an earlier one. */
  #isLost(host: string, text: string, keeps: ReadonlySet<string>): boolean {
    const auth = authOf(text, host) || undefined;
    const known = this.#known.get(host);
    if (auth === undefined) return known !== undefined;
    if (known?.auth === auth) {
      this.#known.set(host, { ...known, text, fresh: known.fresh && !keeps.has(host) });
      return false;
    }
    if (known?.older.includes(auth)) return true;
    this.#known.set(host, { auth, since: this.#options.now(), text, older: olderThan(known), fresh: false });
    return false;
  }

  async #settle(lost: readonly string[], ours: ReadonlySet<string>): Promise<void> {
    const { config, now, signedOut } = this.#options;
    const [text, keeps] = await Promise.all([config.file.read(), this.#options.keeps()]);
    const back = new Map<string, string>();
    for (const host of lost) {
      const known = this.#known.get(host);
      if (known === undefined || authOf(text, host) === known.auth) continue;
      const gone = authOf(text, host) === undefined;
      if (!(keeps.includes(host) || known.fresh) || answererFor(text, host).kind === 'helper') {
        this.#known.delete(host);
      } else if (!gone) {
        if (known.older.includes(authOf(text, host) ?? '')) back.set(host, known.auth);
      } else {
        const doubted = now() - (this.#doubted.get(host) ?? -RECENT_MS) < RECENT_MS;
        const drop = text === '' ? 'signed-out' : judgeDrop({ was: known.text, is: text, ours, recent: now() - known.since < RECENT_MS && !doubted });
        if (drop === 'signed-out') {
          this.#known.delete(host);
          signedOut(host);
        } else {
          if (drop === 'unclear') this.#doubted.set(host, now());
          back.set(host, known.auth);
        }
      }
    }
    if (back.size > 0) await config.edit((present) => [...back].reduce((left, [host, auth]) => this.#putBack(left, host, auth), present));
  }

  #putBack(text: string, host: string, auth: string): string {
    const present = authOf(text, host);
    const isOurs = present === undefined || this.#known.get(host)?.older.includes(present);
    return isOurs && answererFor(text, host).kind === 'file' ? withAuth(text, host, auth) : text;
  }
}

const olderThan = (known: Known | undefined): string[] => (known === undefined ? [] : [...known.older, known.auth].slice(-5));
