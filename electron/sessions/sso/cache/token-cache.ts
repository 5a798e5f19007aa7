import { readFile, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { AppError } from '../../../../shared/errors';
import { writeAtomically } from '../../../files/write-atomically';
import type { SsoSessionDefinition } from '../../../profiles/profile-definition';
import { withProcessLock } from '../../../files/process-lock';
import { cacheFileName, readObject, readToken, withToken, type IssuedToken, type StoredToken } from './token-file';

type Session = Pick<SsoSessionDefinition, 'name' | 'startUrl' | 'region'>;

/** Nothing that belongs into this cache is larger, in bytes. */
const LIMIT = 1024 * 1024;
const RENEWAL = {
  // A renewal with all its retries takes less.
  staleMs: 120_000,
  patienceMs: 150_000,
  busy: (lock: string): AppError =>
    new AppError('timeout', 'Another program has been renewing this sign-in for too long.', { hint: `Remove ${lock} if no other Berth is running.` }),
};

/** The AWS CLI's cache of tokens and client registrations; one person's, shared with every AWS tool. */
export class SsoCache {
  readonly folder: string;

  constructor(home: string) {
    this.folder = join(home, '.aws', 'sso', 'cache');
  }

  /** The file of a session's token. */
  fileOf({ name }: Pick<Session, 'name'>): string {
    return this.path(cacheFileName(name));
  }

  path(fileName: string): string {
    return join(this.folder, fileName);
  }

  /** `undefined` when there is none, or none that can be read: whoever asks is signed out then. */
  async read(session: Session): Promise<StoredToken | undefined> {
    const found = await this.content(this.fileOf(session));
    return found === undefined ? undefined : readToken(found.text, { startUrl: session.startUrl, writtenAt: found.writtenAt });
  }

  /** Puts a new token in the place of the old one. @throws AppError `disk-full`, or `access-denied` when the cache cannot be written. */
  async save(session: Session, token: IssuedToken): Promise<void> {
    await this.#change(session, (file) => withToken(file, token, session));
  }

  /** Takes away a refresh token that is not accepted any more, so that nobody tries it again. The access token stays. */
  async dropRefreshToken(session: Session): Promise<void> {
    await this.#change(session, ({ refreshToken: _refused, ...kept }) => kept);
  }

  /** Forgets the token of a session. */
  async remove(session: Pick<Session, 'name'>): Promise<void> {
    await rm(this.fileOf(session), { force: true });
  }

  /** Runs `work` while no other process of Berth renews the token of this session. */
  async alone<T>(session: Session, work: () => Promise<T>): Promise<T> {
    // Not `.json`, because `aws sso logout` reads every one of those.
    return withProcessLock(`${this.fileOf(session)}.berth-lock`, work, RENEWAL).catch((thrown: unknown) => {
      throw unwritable(this.folder, thrown);
    });
  }

  /** A file's text and when it was written (epoch milliseconds); `undefined` for one that is missing, or too large to be ours. */
  async content(file: string): Promise<{ text: string; writtenAt: number } | undefined> {
    try {
      const found = await stat(file);
      const { size, mtimeMs } = found;
      // A pipe in its place would keep whoever reads it waiting for ever.
      return !found.isFile() || size > LIMIT ? undefined : { text: await readFile(file, 'utf8'), writtenAt: Math.floor(mtimeMs) };
    } catch {
      return undefined;
    }
  }

  /** Writes a file of the cache, 0600. @throws AppError as `save`. */
  async write(file: string, value: Record<string, unknown>): Promise<void> {
    await writeAtomically(file, JSON.stringify(value)).catch((thrown: unknown) => {
      throw unwritable(this.folder, thrown);
    });
  }

  async #change(session: Session, change: (file: Record<string, unknown>) => Record<string, unknown>): Promise<void> {
    const file = this.fileOf(session);
    const before = readObject((await this.content(file))?.text ?? '') ?? {};
    await this.write(file, change(before));
  }
}

const REFUSED = ['EACCES', 'EPERM', 'EROFS', 'ENOTDIR', 'EISDIR'];

function unwritable(folder: string, thrown: unknown): unknown {
  const code = thrown instanceof Error && 'code' in thrown ? String(thrown.code) : '';
  if (thrown instanceof AppError || !REFUSED.includes(code)) return thrown;
  return new AppError('access-denied', `The sign-in cannot be kept: ${folder} cannot be written (${code}).`, { hint: 'Make that folder your own and writable, then try again.' });
}
