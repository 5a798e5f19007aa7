import { join } from 'node:path';
import type { RegistryToken } from '../docker-auth/registry-token';
import type { TokenScope } from '../docker-auth/registry-tokens';
import { writeAtomically } from '../files/write-atomically';
import type { SecretCache } from '../profiles/secret-cache';
import { withProcessLock } from '../files/process-lock';
import { isValid } from './warm/freshness';
import { BINDINGS_FILE, changedAt, environmentMark, fileMark, readBindings, signInMark, type HostBinding } from './warm/host-binding';
import { textOfToken, tokenOf, tokenRecord, type TokenKey } from './warm/token-record';

export interface TokenCacheOptions {
  records: SecretCache;
  /** Berth's folder. */
  folder: string;
  env: Readonly<Record<string, string | undefined>>;
  /** `principal.ts`; throws for a profile that is not there. */
  principalOf(profile: string): string;
  /** Files that decide which identity serves a host. */
  decisiveFiles(): readonly string[];
  now: () => number;
}

/** A host is remembered for so many surroundings (shells with other AWS files) at most. */
const VARIANTS = 4;
/** Files are read again some moments after they change. */
const UNSETTLED_MS = 2_000;

/**
 * Registry tokens shared by all of Berth's processes: sealed on disk, one per principal and region, and which of them answers
 * for which host. Whatever cannot be read is not there; whatever cannot be kept is asked for again. Never throws.
 */
export class TokenCache {
  readonly #options: TokenCacheOptions;

  constructor(options: TokenCacheOptions) {
    this.#options = options;
  }

  /** A token that has not ended; `undefined` also when the profile is not there. */
  async get(scope: TokenScope): Promise<RegistryToken | undefined> {
    const key = this.keyOf(scope);
    const token = key && tokenOf(await this.#options.records.get(tokenRecord(key)));
    return token !== undefined && isValid(token, this.#options.now()) ? token : undefined;
  }

  /** Keeps a token for whoever asks for this scope next, in any process. Answers whether it could be kept. */
  async put(scope: TokenScope, token: RegistryToken): Promise<boolean> {
    const key = this.keyOf(scope);
    return key !== undefined && this.#options.records.set(tokenRecord(key), textOfToken(token));
  }

  /** Remembers whose token answers for a host, so that the next process need not find out. */
  async bind(host: string, scope: TokenScope): Promise<void> {
    const key = this.keyOf(scope);
    if (key === undefined) return;
    const { folder, env } = this.#options;
    const marks = await Promise.all(this.#options.decisiveFiles().map(async (file) => [file, await fileMark(file)] as const));
    // Whoever decided may not have read it again yet: the next one decides anew.
    if (marks.some(([, mark]) => this.#options.now() - changedAt(mark) < UNSETTLED_MS)) return;
    const files = Object.fromEntries(marks);
    const environment = environmentMark(env);
    const binding: HostBinding = { host, ...key, profile: scope.profile, environment, files, signedIn: await signInMark(folder, host) };
    await this.#change((known) => [binding, ...known.filter((one) => one.host !== host || one.environment !== environment)]);
  }

  /** Forgets the token of a scope, and what it answers for. */
  async forget(scope: TokenScope): Promise<void> {
    const key = this.keyOf(scope);
    if (key === undefined) return;
    await this.#options.records.delete(tokenRecord(key));
    await this.#change((known) => known.filter((one) => tokenRecord(one) !== tokenRecord(key)));
  }

  /** Forgets who answers for a host, and that token: `docker logout`. */
  async forgetHost(host: string): Promise<void> {
    const mine = (await this.bindings()).filter((one) => one.host === host);
    if (mine.length === 0) return;
    await Promise.all(mine.map((one) => this.#options.records.delete(tokenRecord(one))));
    await this.#change((known) => known.filter((one) => one.host !== host));
  }

  /** Every host with the token that answers for it. */
  bindings(): Promise<HostBinding[]> {
    return readBindings(this.#options.folder);
  }

  /** What stands for a scope; `undefined` when its profile is not there. */
  keyOf({ profile, region, public: isPublic }: TokenScope): TokenKey | undefined {
    try {
      return { principal: this.#options.principalOf(profile), region, ...(isPublic === true && { public: true }) };
    } catch {
      return undefined;
    }
  }

  async #change(change: (known: HostBinding[]) => HostBinding[]): Promise<void> {
    const file = join(this.#options.folder, BINDINGS_FILE);
    try {
      await withProcessLock(`${file}.lock`, async () => {
        const hosts = atMost(VARIANTS, change(await this.bindings()));
        await writeAtomically(file, `${JSON.stringify({ version: 1, hosts }, null, 2)}\n`);
      });
    } catch {
      // A memory that cannot be written costs the next process a question, nothing else.
    }
  }
}

/** The first ones of each host; the newest come first. */
function atMost(limit: number, bindings: readonly HostBinding[]): HostBinding[] {
  const counts = new Map<string, number>();
  return bindings.filter(({ host }) => {
    const count = (counts.get(host) ?? 0) + 1;
    counts.set(host, count);
    return count <= limit;
  });
}
