import { mkdir, readFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { z } from 'zod';
import { AccountId, ProfileName, RegionName } from '../../shared/model/profile';
import { writeAtomically } from '../files/write-atomically';
import { withFileLock } from '../files/process-lock';

/** What is remembered of a sign-in over restarts, and shared by the window and the command line: no secret. */
export const SignInRecord = z.object({
  profile: ProfileName,
  region: RegionName,
  host: z.string(),
  issuedAt: z.iso.datetime(),
  expiresAt: z.iso.datetime(),
  accountId: AccountId.optional(),
  arn: z.string().optional(),
  /** At ECR Public. */
  public: z.literal(true).optional(),
});
export type SignInRecord = z.infer<typeof SignInRecord>;
const RecordsFile = z.object({ version: z.literal(1), signIns: z.array(SignInRecord) });

/** `sign-ins.json`. A file that cannot be read counts as empty: a person can always sign in again. */
export class SignInRecords {
  readonly file: string;

  constructor(file: string) {
    this.file = file;
  }

  async read(): Promise<SignInRecord[]> {
    try {
      return RecordsFile.parse(JSON.parse(await readFile(this.file, 'utf8'))).signIns;
    } catch {
      return [];
    }
  }

  /** Changes the list as it is on disk at this moment, and answers the new one; another process may have written since. */
  async change(change: (records: SignInRecord[]) => SignInRecord[]): Promise<SignInRecord[]> {
    await mkdir(dirname(this.file), { recursive: true, mode: 0o700 });
    return withFileLock(this.file, async () => {
      const signIns = change(await this.read());
      await writeAtomically(this.file, `${JSON.stringify({ version: 1, signIns }, null, 2)}\n`);
      return signIns;
    });
  }
}
