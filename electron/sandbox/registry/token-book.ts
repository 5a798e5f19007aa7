import { createHash } from 'node:crypto';
import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { z } from 'zod';
import type { TokenBook } from '../ports';
import type { Principal } from '../state';

interface Entry {
  principal: Principal;
  region: string;
  expiresAt: number;
}

export interface FileTokenBookOptions {
  /** JSON file that keeps tokens over a restart; without it they live in memory alone. */
  path?: string;
  tokenLifeSeconds: number;
  /** Epoch milliseconds. */
  now: () => number;
  randomBytes: (count: number) => Uint8Array;
}

/** Expired tokens are remembered for a day, to be answered “expired” and not “unknown”. */
const REMEMBER = 24 * 60 * 60 * 1000;
/** Makes tokens about as long as those of ECR, for clients that have a limit. */
const PASSWORD_BYTES = 1_200;

const SavedEntries = z.array(
  z.tuple([
    z.string(),
    z.object({
      principal: z.object({
        accountId: z.string(),
        arn: z.string(),
        userId: z.string(),
        roleArn: z.string().optional(),
        policies: z.array(z.unknown()),
        expiresAt: z.number().optional(),
      }),
      region: z.string(),
      expiresAt: z.number(),
    }),
  ]),
);

/** Issued tokens by the hash of `AWS:password`: the file that keeps them holds nothing that opens a door. */
export class FileTokenBook implements TokenBook {
  readonly #options: FileTokenBookOptions;
  readonly #entries: Map<string, Entry>;

  constructor(options: FileTokenBookOptions) {
    this.#options = options;
    this.#entries = new Map(options.path === undefined ? [] : load(options.path));
  }

  issue(principal: Principal, region: string): { authorizationToken: string; expiresAt: number } {
    const { now, randomBytes, tokenLifeSeconds } = this.#options;
    const credentials = `AWS:${Buffer.from(randomBytes(PASSWORD_BYTES)).toString('base64')}`;
    const expiresAt = Math.min(now() + tokenLifeSeconds * 1000, principal.expiresAt ?? Infinity);
    for (const [key, entry] of this.#entries)
      if (entry.expiresAt + REMEMBER < now()) this.#entries.delete(key);
    this.#entries.set(hashOf(credentials), { principal, region, expiresAt });
    this.#save();
    return { authorizationToken: Buffer.from(credentials).toString('base64'), expiresAt };
  }

  verify(authorizationToken: string): { principal: Principal; region: string } | 'expired' | 'unknown' {
    // Hashed after decoding: clients write the same credentials with and without padding.
    const entry = this.#entries.get(hashOf(Buffer.from(authorizationToken, 'base64').toString('utf8')));
    if (entry === undefined) return 'unknown';
    if (entry.expiresAt <= this.#options.now()) return 'expired';
    return { principal: entry.principal, region: entry.region };
  }

  #save(): void {
    const { path } = this.#options;
    if (path === undefined) return;
    writeFileSync(`${path}.new`, JSON.stringify([...this.#entries]), { mode: 0o600 });
    renameSync(`${path}.new`, path);
  }
}

const hashOf = (credentials: string): string => createHash('sha256').update(credentials).digest('hex');

/** A file that cannot be read costs a new sign-in, nothing else. */
function load(path: string): [string, Entry][] {
  try {
    return SavedEntries.parse(JSON.parse(readFileSync(path, 'utf8')));
  } catch {
    return [];
  }
}
