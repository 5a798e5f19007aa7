/** What there was on each day, kept in a small file: deleted images leave no other trace. */
import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { OverviewSnapshot } from '../../shared/model/overview/overview';
import { writeAtomically } from '../files/write-atomically';

const SnapshotsFile = z.object({ version: z.literal(1), days: z.array(OverviewSnapshot) });
/** Three years of days. */
const MOST_DAYS = 1100;

export class OverviewSnapshots {
  readonly #file: string;
  #days: OverviewSnapshot[] | undefined;

  constructor(file: string) {
    this.#file = file;
  }

  /** Oldest first; a missing or damaged file has none. */
  async all(): Promise<readonly OverviewSnapshot[]> {
    if (this.#days === undefined) {
      const text = await readFile(this.#file, 'utf8').catch(() => '');
      const parsed = SnapshotsFile.safeParse(parseJson(text));
      this.#days ??= parsed.success ? parsed.data.days : [];
    }
    return this.#days;
  }

  /** Keeps a day's numbers, in place of those that were noted earlier on that day. @throws what the file system says. */
  async note(snapshot: OverviewSnapshot): Promise<void> {
    const others = (await this.all()).filter(({ day }) => day !== snapshot.day);
    this.#days = [...others, snapshot].sort((one, other) => one.day.localeCompare(other.day)).slice(-MOST_DAYS);
    await writeAtomically(this.#file, `${JSON.stringify({ version: 1, days: this.#days })}\n`);
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
