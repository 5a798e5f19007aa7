import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { AppError } from '../../shared/errors';
import { AddRoleProfile, AddStaticProfile } from '../../shared/model/profile';
import { writeAtomically } from '../files/write-atomically';
import type { FileProblem } from './aws-profiles';
import type { ProfileDefinition } from './profile-definition';

const OwnProfile = z.discriminatedUnion('kind', [
  AddStaticProfile.omit({ secretAccessKey: true }).extend({ kind: z.literal('static') }),
  AddRoleProfile.extend({ kind: z.literal('assume-role') }),
]);
export type OwnProfile = z.infer<typeof OwnProfile>;
const OwnProfilesFile = z.object({ version: z.literal(1), profiles: z.array(OwnProfile) });

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
    } catch (cause) {
      throw unreadable(this.#file, cause);
    }
  }

  write(profiles: readonly OwnProfile[]): Promise<void> {
    return writeAtomically(this.#file, `${JSON.stringify({ version: 1, profiles }, null, 2)}\n`);
  }

  /** The problem of a file that cannot be read, as the list of profiles shows it. */
  problemOf(thrown: unknown): FileProblem {
    const error = unreadable(this.#file, thrown);
    return { file: this.#file, message: error.message, hint: error.hint ?? '' };
  }
}

function unreadable(file: string, cause: unknown): AppError {
  return new AppError('file-malformed', `Berth’s list of profiles (${file}) cannot be read.`, {
    hint: 'Correct the file, or move it away to start with an empty list; the keychain is not touched.',
    cause,
  });
}

/** Berth's own entry as a definition. Its endpoint serves every service. */
export function definitionOf(own: OwnProfile): ProfileDefinition {
  const { kind, name, region, label, endpointUrl } = own;
  return {
    name,
    source: 'berth',
    kind,
    regions: [region],
    ...(kind === 'static'
      ? { accessKeyId: own.accessKeyId }
      : { roleArn: own.roleArn, sourceProfile: own.sourceProfile, ...(own.externalId !== undefined && { externalId: own.externalId }) }),
    endpoints: endpointUrl === undefined ? {} : { ecr: endpointUrl, ecrPublic: endpointUrl, sts: endpointUrl },
    ...(label !== undefined && { label }),
    ...(endpointUrl !== undefined && { endpointUrl }),
  };
}
