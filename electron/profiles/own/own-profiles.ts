import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { AppError } from '../../../shared/errors';
import { writeAtomically } from '../../files/write-atomically';
import type { FileProblem } from '../aws-profiles';
import { withProcessLock } from '../../files/process-lock';
import { OwnProfile } from './own-profile';

/** Version 1 knew static keys and roles alone; every entry of it is one of version 2. */
const OwnProfilesFile = z.object({ version: z.union([z.literal(1), z.literal(2)]), profiles: z.array(OwnProfile) });

/** Berth's own profiles on disk: never a secret. */
export class OwnProfiles {
  readonly #file: string;

  constructor(file: string) {
    this.#file = file;
  }

  /** @throws AppError `file-malformed`; the file stays as it is. */
  async read(): Promise<OwnProfile[]> {
    let text: string;
    try {
      text = await readFile(this.#file, 'utf8');
    } catch (thrown) {
      if (thrown instanceof Error && 'code' in thrown && thrown.code === 'ENOENT') return [];
      throw unreadable(this.#file, thrown);
    }
    try {
      return OwnProfilesFile.parse(JSON.parse(text)).profiles;
    } catch {
      // The parser's own words would repeat a command, which may hold a secret.
      throw unreadable(this.#file);
    }
  }

  /** Runs `work` while no other Berth changes the list. */
  alone<T>(work: () => Promise<T>): Promise<T> {
    return withProcessLock(`${this.#file}.lock`, work);
  }

  write(profiles: readonly OwnProfile[]): Promise<void> {
    return writeAtomically(this.#file, `${JSON.stringify({ version: 2, profiles }, null, 2)}\n`);
  }

  /** The problem of a file that cannot be read, as the list of profiles shows it. */
  problemOf(thrown: unknown): FileProblem {
    const error = unreadable(this.#file, thrown);
    return { file: this.#file, message: error.message, hint: error.hint ?? '' };
  }
}

function unreadable(file: string, cause?: unknown): AppError {
  return new AppError('file-malformed', `Berth’s list of profiles (${file}) cannot be read.`, {
    hint: 'Correct the file, or move it away to start with an empty list; the keychain is not touched.',
    cause,
  });
}
