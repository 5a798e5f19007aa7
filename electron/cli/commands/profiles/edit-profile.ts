import type { Command } from 'commander';
import { AppError } from '../../../../shared/errors';
import { ProfileColour, type EditProfile, type SetProfileLook } from '../../../../shared/model/profile';
import type { Action } from '../../command-run';
import { secondsOf, showProfile, sourceOptions, type SourceOptions } from './profile-options';

interface EditOptions extends SourceOptions {
  rename?: string;
  newSecret?: boolean;
}

/** `berth profiles edit`, `berth profiles look`. */
export function addEditProfile(profiles: Command, action: Action): void {
  sourceOptions(profiles.command('edit <name>').description('change one of Berth’s own profiles; what is left out stays'))
    .option('--rename <name>', 'its new name; whatever refers to it follows')
    .option('--new-secret', 'type or pipe in another secret access key')
    .option('--no-external-id', 'take the external id away')
    .option('--no-mfa-serial', 'take the MFA device away')
    .option('--no-session-name', 'take the session name away')
    .option('--no-duration', 'take the duration away')
    .option('--no-endpoint-url', 'take the endpoint away')
    .action(
      action<[string], EditOptions>(async ({ options, services, out, typed }, name) => {
        const needsSecret = options.newSecret === true || options.accessKeyId !== undefined;
        const secretAccessKey = needsSecret ? await typed.secret(`Secret access key of ${options.accessKeyId ?? name}: `) : undefined;
        const change = changeOf(options);
        const isNothing = Object.keys(change).length === 0 && secretAccessKey === undefined && options.region === undefined;
        if (isNothing) throw new AppError('invalid-input', 'Nothing is to be changed.', { hint: 'See “berth profiles edit --help” for what can be.' });
        await services.profiles.edit({
          name,
          ...change,
          ...(options.region !== undefined && { region: options.region }),
          ...(secretAccessKey !== undefined && { secretAccessKey }),
        });
        showProfile(out, services.profiles.state(), options.rename ?? name);
      }),
    );
  profiles
    .command('look <name>')
    .description('how a profile of any source looks in Berth')
    .option('--label <words>', 'your own words for it')
    .option('--no-label', 'no words')
    .option('--colour <colour>', `one of ${ProfileColour.options.join(', ')}`)
    .option('--no-colour', 'no colour')
    .option('--production', 'ask with a warning before anything is changed there')
    .option('--no-production', 'do not')
    .action(
      action<[string], { label?: string | false; colour?: string | false; production?: boolean }>(async ({ options, services, out }, name) => {
        const { label, colour, production } = options;
        if (colour !== undefined && colour !== false && !ProfileColour.safeParse(colour).success)
          throw new AppError('invalid-input', `“${colour}” is no colour of Berth.`, { hint: `Choose one of: ${ProfileColour.options.join(', ')}.` });
        const look: SetProfileLook = {
          name,
          ...(label !== undefined && { label: label === false ? null : label }),
          ...(colour !== undefined && { colour: colour === false ? null : ProfileColour.parse(colour) }),
          ...(production !== undefined && { production }),
        };
        await services.profiles.setLook(look);
        showProfile(out, services.profiles.state(), name);
      }),
    );
}

/** `false` is an option's `--no-…`: what it stands for goes. */
function changeOf(options: EditOptions): Omit<EditProfile, 'name'> {
  const { rename, accessKeyId, roleArn, sourceProfile, process: command, webIdentityTokenFile: tokenFile, duration, externalId, mfaSerial, sessionName, endpointUrl } = options;
  const optional = (value: string | false | undefined): string | null | undefined => (value === false ? null : value);
  const change = {
    newName: rename,
    accessKeyId,
    roleArn,
    sourceProfile,
    command,
    tokenFile,
    externalId: optional(externalId),
    mfaSerial: optional(mfaSerial),
    sessionName: optional(sessionName),
    endpointUrl: optional(endpointUrl),
    durationSeconds: typeof duration === 'string' ? secondsOf(duration) : duration === false ? null : undefined,
  };
  return Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined));
}
