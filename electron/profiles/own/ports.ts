import { AppError } from '../../../shared/errors';
import type { SetProfileLook } from '../../../shared/model/profile';
import type { Settings } from '../../../shared/model/settings';
import { endpointProblem } from '../endpoint-problem';
import type { ProfileDefinition } from '../profile-definition';
import type { SecretStore } from '../secret-store';
import type { OwnProfile } from './own-profile';
import type { OwnProfiles } from './own-profiles';

/** What changing Berth's own profiles needs. The list is locked and fresh while a change runs. */
export interface OwnProfilePorts {
  own: OwnProfiles;
  secrets: SecretStore;
  /** All profiles at this moment, those of the AWS files included. */
  definitions(): readonly ProfileDefinition[];
  /** @throws AppError `profile-not-found`. */
  find(name: string): ProfileDefinition;
  settings: ProfileSettings;
  /** Lets everything else that is kept by a profile's name follow. */
  renamed(from: string, to: string): Promise<void>;
}

/** What the settings say of profiles; what is absent cannot be changed. */
export interface ProfileSettings {
  awsFiles(): Settings['awsFiles'];
  regions?(): Settings['regions'];
  looks?(): Settings['looks'];
  onChange?(listener: () => void): () => void;
  /** Changes how a profile looks: what is left out stays, `null` takes away. */
  setLook?(change: SetProfileLook): Promise<void>;
  /** Moves all that the settings say of a profile to its new name. */
  renameProfile?(from: string, to: string): Promise<void>;
  /** Forgets what the settings say of a profile that is gone. */
  forgetProfile?(name: string): Promise<void>;
}

/** The entry of one of Berth's own profiles. @throws AppError `unsupported` for one that is not. */
export function ownEntry(list: readonly OwnProfile[], definition: ProfileDefinition, what: string): OwnProfile {
  const entry = list.find(({ name }) => name === definition.name);
  if (entry !== undefined) return entry;
  throw new AppError('unsupported', `Profile ${definition.name} belongs to ${definition.file ?? 'the AWS files'}, which Berth does not write.`, {
    hint: `${what} it there; Berth notices by itself.`,
  });
}

/** @throws AppError `profile-exists`. */
export function refuseTaken(name: string, list: readonly OwnProfile[], definitions: readonly ProfileDefinition[]): void {
  if (list.some((own) => own.name === name) || definitions.some((known) => known.name === name))
    throw new AppError('profile-exists', `There is a profile ${name} already.`, { hint: 'Choose another name.' });
}

/** @throws AppError `invalid-input` for an endpoint that keys must not be sent to. */
export function refuseBadEndpoint(endpointUrl: string | null | undefined): void {
  const problem = endpointUrl === undefined || endpointUrl === null ? undefined : endpointProblem(endpointUrl);
  if (problem !== undefined) throw new AppError('invalid-input', problem, { hint: 'Write it as https://HOST[:PORT].' });
}

/** Profiles that take their credentials from this one. */
export const dependentsOf = (name: string, definitions: readonly ProfileDefinition[]): ProfileDefinition[] =>
  definitions.filter((definition) => definition.sourceProfile === name && definition.name !== name);

/**
 * Keeps a secret and reads it back: what a store does not give back was not kept. What was not kept as it is, `undo` takes back;
 * a store that did not take it is not asked again, for a silent one would be silent twice.
 * @throws AppError of the store, or `keychain-unavailable` when it answers something else.
 */
export async function keepSurely(secrets: SecretStore, kept: { account: string; secret: string }, undo: () => Promise<void>): Promise<void> {
  await secrets.set(kept.account, kept.secret);
  try {
    if ((await secrets.get(kept.account)) !== kept.secret) throw notKept();
  } catch (thrown) {
    await undo();
    throw thrown;
  }
}

function notKept(): AppError {
  return new AppError('keychain-unavailable', 'The keychain does not give back what it was told to keep.', {
    hint: 'Unlock the keychain of your system and try again.',
    remedy: { kind: 'use-secret-file' },
  });
}

/** Input checked against its schema. @throws AppError `invalid-input` with the first thing that is wrong. */
export function checked<T>(schema: { safeParse(value: unknown): { success: true; data: T } | { success: false; error: { issues: { message: string }[] } } }, input: unknown): T {
  const parsed = schema.safeParse(input);
  if (parsed.success) return parsed.data;
  throw new AppError('invalid-input', parsed.error.issues[0]?.message ?? 'The profile is not complete.', { hint: 'Correct it and try again.' });
}
