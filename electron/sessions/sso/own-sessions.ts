import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { AppError } from '../../../shared/errors';
import { AddSsoSession } from '../../../shared/model/sso';
import { writeAtomically } from '../../files/write-atomically';
import type { KnownSession } from './ports';

const OwnSessionsFile = z.object({ version: z.literal(1), sessions: z.array(AddSsoSession) });

/** The sign-ins that a person added in Berth: names and addresses, never a secret. */
export class OwnSessions {
  readonly file: string;
  #sessions: readonly AddSsoSession[] = [];
  #pending: Promise<unknown> = Promise.resolve();

  constructor(file: string) {
    this.file = file;
  }

  /** The sessions as they were last read. */
  current(): KnownSession[] {
    return this.#sessions.map(ownSession);
  }

  /** Reads the file. @throws AppError `file-malformed`; the file stays as it is, and the list as it was. */
  async load(): Promise<void> {
    this.#sessions = await this.#read();
  }

  async #read(): Promise<AddSsoSession[]> {
    let text: string;
    try {
      text = await readFile(this.file, 'utf8');
    } catch (thrown) {
      if (thrown instanceof Error && 'code' in thrown && thrown.code === 'ENOENT') return [];
      throw this.#unreadable(thrown);
    }
    try {
      return OwnSessionsFile.parse(JSON.parse(text)).sessions;
    } catch (cause) {
      throw this.#unreadable(cause);
    }
  }

  /** Writes what `change` makes of the list, one change after the other. @throws AppError `file-malformed`, `disk-full`. */
  change(change: (sessions: readonly AddSsoSession[]) => readonly AddSsoSession[]): Promise<void> {
    const done = this.#pending.then(async () => {
      const sessions = change(await this.#read());
      await writeAtomically(this.file, `${JSON.stringify({ version: 1, sessions }, null, 2)}\n`);
      this.#sessions = sessions;
    });
    this.#pending = done.catch(() => undefined);
    return done;
  }

  #unreadable(cause: unknown): AppError {
    return new AppError('file-malformed', `Berth’s list of sign-ins (${this.file}) cannot be read.`, { hint: 'Correct the file, or move it away to start with an empty list.', cause });
  }
}

/** Berth's own entry as a session. Its endpoint serves both services. */
const ownSession = ({ name, startUrl, region, endpointUrl }: AddSsoSession): KnownSession => ({
  name,
  startUrl,
  region,
  source: 'berth',
  endpoints: endpointUrl === undefined ? {} : { sso: endpointUrl, ssoOidc: endpointUrl },
});
