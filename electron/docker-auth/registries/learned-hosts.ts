import { mkdir, readFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { z } from 'zod';
import { AccountId, ProfileName, RegionName } from '../../../shared/model/profile';
import { writeAtomically } from '../../files/write-atomically';
import { withFileLock } from '../../files/process-lock';

const Place = z.object({ profile: ProfileName, region: RegionName, accountId: AccountId.optional() });

/** What AWS said once and would say again: hosts that endpoints hand out, and the accounts of profiles. No secret. */
export const Learned = z.object({
  hosts: z.record(z.string(), Place).default({}),
  accounts: z.record(z.string(), AccountId).default({}),
});
export type Learned = z.infer<typeof Learned>;
const LearnedFile = Learned.extend({ version: z.literal(1), profiles: z.string() });

/**
 * `registries.json`: what was learned with exactly these profiles. A process that finds other ones, or a file it cannot
 * read, begins with nothing: all of it can be asked again.
 */
export class LearnedHosts {
  readonly #file: string;

  constructor(file: string) {
    this.#file = file;
  }

  /** `profiles` is a fingerprint of the profiles that were asked. */
  async read(profiles: string): Promise<Learned> {
    try {
      const { profiles: of, hosts, accounts } = LearnedFile.parse(JSON.parse(await readFile(this.#file, 'utf8')));
      if (of === profiles) return { hosts, accounts };
    } catch {
      // Missing, damaged, or of a later version.
    }
    return { hosts: {}, accounts: {} };
  }

  /** Adds to what is on disk at this moment; what was learned with other profiles goes. */
  async add(profiles: string, news: Learned): Promise<void> {
    await mkdir(dirname(this.#file), { recursive: true, mode: 0o700 });
    await withFileLock(this.#file, async () => {
      const { hosts, accounts } = await this.read(profiles);
      const all = { version: 1, profiles, hosts: { ...hosts, ...news.hosts }, accounts: { ...accounts, ...news.accounts } };
      await writeAtomically(this.#file, `${JSON.stringify(all, null, 2)}\n`);
    });
  }
}
