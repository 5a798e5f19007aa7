import { setTimeout as pause } from 'node:timers/promises';
import { answererFor, authOf, authsOf, withAuth } from '../../../shared/docker/config-file';
import type { DockerConfigFile, WrittenEntry } from '../docker-config-file';
import { userOfAuth } from './config-change';
import { judgeDrop, type Drop } from './dropped-entry';
import { watchConfig } from './watch-config';

export interface EntryKeeperOptions {
  config: Pick<DockerConfigFile, 'file' | 'edit' | 'onWritten'>;
  /** The hosts that Berth keeps signed in, as its records on disk say at this moment. */
  keeps: () => Promise<readonly string[]>;
  /** Calls back when they change. */
  onKeepsChange: (changed: () => void) => () => void;
  /** Signs in anew at a host that is kept and whose entry was lost before it was seen. */
  signIn: (host: string) => Promise<void>;
  /** A person signed Docker out of this host with another program. */
  signedOut: (host: string) => Promise<void>;
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

/**
 * Puts back what other programs drop: `docker login` takes no lock and writes its old text over newer entries. A
 * `docker logout` of one of our hosts is a person's wish and is respected; `judgeDrop` says how they are told apart. Where
 * that is not clear the entry is put back once, so that a second logout counts. Removing the whole file signs out. An
 * entry that is kept by the records and was never seen here (lost at once, or while Berth was closed) is made anew.
 */
export class EntryKeeper {
  readonly #options: EntryKeeperOptions;
  readonly #known = new Map<string, Known>();
  /** Hosts that were put back without being sure, and when; those that were made anew, and when. */
  readonly #doubted = new Map<string, number>();
  readonly #made = new Map<string, number>();
  /** Hosts that are signed out, though the records may not say so yet. */
  readonly #leaving = new Set<string>();
  #looking: Promise<void> = Promise.resolve();
  #again = false;
  #settling = false;
  #unsettled = false;
  readonly #graceMs: number;
  #timer: NodeJS.Timeout | undefined;
  #retry: NodeJS.Timeout | undefined;
  #stops: (() => void)[] = [];

  constructor(options: EntryKeeperOptions) {
    this.#options = options;
    this.#graceMs = options.graceMs ?? 400;
  }

  async start(): Promise<void> {
    const { config, onKeepsChange } = this.#options;
    this.#stops = [
      watchConfig(config.file, () => void this.look()),
      onKeepsChange(() => void this.look()),
      config.onWritten((written) => this.#own(written)),
    ];
    await this.look();
  }

  close(): void {
    this.#stops.forEach((stop) => stop());
    this.#stops = [];
    clearTimeout(this.#timer);
    clearTimeout(this.#retry);
  }

  /** Looks at the file soon; several wishes in a row are one look. Resolves once it has looked; that it acts may take longer. */
  look(): Promise<void> {
    if (this.#again) return this.#looking;
    this.#again = true;
    this.#looking = this.#looking.then(async () => {
      this.#again = false;
      // A file that is broken for a moment is looked at again when it changes.
      await this.#look().catch(this.#options.log);
    });
    return this.#looking;
  }

  /** What this process wrote is what is wanted, whatever was there before. */
  #own({ host, auth, text }: WrittenEntry): void {
    const known = this.#known.get(host);
    if (auth === undefined) {
      this.#known.delete(host);
      this.#leaving.add(host);
    } else {
      this.#leaving.delete(host);
      if (known?.auth !== auth) this.#known.set(host, { auth, since: this.#options.now(), text, older: olderThan(known), fresh: true });
    }
    void this.look();
  }

  /** Takes note of what is there, and no more: texts follow one another fast, and an entry may be in one of them only. */
  async #look(): Promise<void> {
    const { config, keeps } = this.#options;
    const [text, kept] = await Promise.all([config.file.read(), keeps().then((hosts) => new Set(hosts))]);
    this.#leaving.forEach((host) => kept.has(host) || this.#leaving.delete(host));
    const auths = authsOf(text);
    for (const [host, auth] of auths) if (kept.has(host) || userOfAuth(auth) === 'AWS') this.#note({ host, auth, text }, kept);
    if (this.#ours(kept).some((host) => this.#isMissing(host, text, auths))) this.#settleSoon();
  }

  /** Whether Docker would not find the newest sign-in of ours. */
  #isMissing(host: string, text: string, auths: ReadonlyMap<string, string>): boolean {
    const auth = auths.get(host) ?? '';
    if (auth !== '' && auth === this.#known.get(host)?.auth) return false;
    return !this.#leaving.has(host) && answererFor(text, host).kind === 'file';
  }

  /** Another Berth writes an entry first and records it then, so every one that may become ours is remembered. */
  #note({ host, auth, text }: WrittenEntry & { auth: string }, kept: ReadonlySet<string>): void {
    const known = this.#known.get(host);
    if (auth === '' || known?.older.includes(auth)) return;
    if (known?.auth === auth) this.#known.set(host, { ...known, text, fresh: known.fresh && !kept.has(host) });
    else this.#known.set(host, { auth, since: this.#options.now(), text, older: olderThan(known), fresh: false });
  }

  #ours(kept: Iterable<string>): string[] {
    return [...new Set([...kept, ...[...this.#known].filter(([, { fresh }]) => fresh).map(([host]) => host)])];
  }

  #settleSoon(): void {
    this.#unsettled = true;
    if (this.#settling) return;
    this.#settling = true;
    this.#timer = setTimeout(() => {
      this.#unsettled = false;
      void this.#settle()
        .catch(this.#options.log)
        .finally(() => {
          this.#settling = false;
          // What was noticed meanwhile; what is left as it is waits for the next write.
          if (this.#unsettled) void this.look();
        });
    }, this.#graceMs);
    this.#timer.unref();
  }

  async #settle(): Promise<void> {
    const { config, keeps, signIn, signedOut, log } = this.#options;
    let text = await config.file.read();
    // Some programs empty a file before they write it.
    if (text === '') text = await pause(this.#graceMs).then(() => config.file.read());
    const kept = await keeps();
    const auths = authsOf(text);
    const ours = this.#ours(kept);
    const missing = ours.filter((host) => this.#isMissing(host, text, auths));
    const back = new Map<string, string>();
    for (const host of missing) {
      const known = this.#known.get(host);
      const verdict = this.#verdict({ known, auth: auths.get(host) ?? '', text, ours, doubted: this.#isRecent(this.#doubted.get(host)), made: this.#isRecent(this.#made.get(host)) });
      if (verdict === 'unclear') this.#doubted.set(host, this.#options.now());
      if (verdict === 'unseen') this.#made.set(host, this.#options.now());
      // Not waited for: AWS may take its time, and the others shall not.
      if (verdict === 'unseen') void signIn(host).catch(log);
      // Tried a moment ago: once more when that is long enough ago, even if nobody writes until then.
      else if (verdict === 'left' && known === undefined) this.#later();
      else if (verdict === 'signed-out') {
        this.#known.delete(host);
        this.#leaving.add(host);
        await signedOut(host).catch(log);
      } else if (verdict !== 'left' && known !== undefined) back.set(host, known.auth);
    }
    if (back.size > 0) await config.edit((present) => [...back].reduce((left, [host, auth]) => this.#putBack(left, host, auth), present));
  }

  #verdict({ known, auth, text, ours, doubted, made }: { known: Known | undefined; auth: string; text: string; ours: readonly string[]; doubted: boolean; made: boolean }): Drop | 'unseen' | 'left' {
    if (known === undefined) return auth === '' && !made ? 'unseen' : 'left';
    if (auth !== '') return known.older.includes(auth) ? 'overwritten' : 'left';
    if (text === '') return 'signed-out';
    return judgeDrop({ was: known.text, is: text, ours: new Set(ours), recent: this.#options.now() - known.since < RECENT_MS && !doubted });
  }

  #isRecent(at: number | undefined): boolean {
    return at !== undefined && this.#options.now() - at < RECENT_MS;
  }

  #later(): void {
    clearTimeout(this.#retry);
    this.#retry = setTimeout(() => void this.look(), RECENT_MS);
    this.#retry.unref();
  }

  #putBack(text: string, host: string, auth: string): string {
    const present = authOf(text, host);
    const isOurs = present === undefined || this.#known.get(host)?.older.includes(present);
    return isOurs && answererFor(text, host).kind === 'file' ? withAuth(text, host, auth) : text;
  }
}

const olderThan = (known: Known | undefined): string[] => (known === undefined ? [] : [...known.older, known.auth].slice(-5));
