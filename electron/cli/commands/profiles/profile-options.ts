import type { Command } from 'commander';
import { AppError } from '../../../../shared/errors';
import type { Profile, ProfilesState } from '../../../../shared/model/profile';
import type { Output } from '../../output/output';

/** Options that say where a profile's credentials come from. */
export interface SourceOptions {
  accessKeyId?: string;
  roleArn?: string;
  sourceProfile?: string;
  externalId?: string | false;
  mfaSerial?: string | false;
  sessionName?: string | false;
  duration?: string | false;
  process?: string;
  webIdentityTokenFile?: string;
  endpointUrl?: string | false;
}

/** The options that adding and editing have in common. */
export const sourceOptions = (command: Command): Command =>
  command
    .option('--access-key-id <id>', 'a static key; its secret is typed, or read from standard input')
    .option('--role-arn <arn>', 'a role to assume')
    .option('--source-profile <name>', 'the profile that assumes the role')
    .option('--external-id <id>', 'external id that the role asks for')
    .option('--mfa-serial <arn>', 'MFA device that the role asks for')
    .option('--session-name <name>', 'name of the role’s session')
    .option('--duration <seconds>', 'how long the role’s session lasts')
    .option('--process <command>', 'a program that prints credentials (credential_process)')
    .option('--web-identity-token-file <file>', 'a file with a web identity token, for the role')
    .option('--endpoint-url <url>', 'a private or test endpoint');

/** Seconds of `--duration`. @throws AppError `invalid-input`. */
export function secondsOf(duration: string): number {
  const seconds = Number(duration);
  if (/^\d+$/.test(duration)) return seconds;
  throw new AppError('invalid-input', `“${duration}” is no number of seconds.`, { hint: 'A role’s session lasts 900 to 43200 seconds.' });
}

/** The profile as it is now, as the result of a command. */
export function showProfile(out: Output, { profiles }: ProfilesState, name: string): void {
  const found = profiles.find((profile) => profile.name === name);
  listProfiles(out, found === undefined ? [] : [found], `There is no profile ${name}.`, found);
}

/** A table of profiles for people; for scripts the array, or the one profile that is the result. */
export function listProfiles(out: Output, profiles: readonly Profile[], whenEmpty: string, one?: Profile): void {
  if (out.json && one !== undefined) return out.result(one, () => '');
  out.list(
    profiles,
    [
      { title: 'PROFILE', of: ({ name }) => name },
      { title: 'KIND', of: ({ kind }) => kind },
      { title: 'REGIONS', of: ({ regions }) => regions.join(', ') },
      { title: 'FROM', of: ({ source, file }) => file ?? source },
      { title: 'LABEL', of: ({ label, production }) => [label, production === true ? '(production)' : undefined].filter(Boolean).join(' ') },
      { title: 'PROBLEM', of: ({ problem }) => problem ?? '' },
    ],
    whenEmpty,
  );
}
