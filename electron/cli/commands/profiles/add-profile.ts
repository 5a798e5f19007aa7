import type { Command } from 'commander';
import { AppError } from '../../../../shared/errors';
import type { AddRoleProfile, AddSourcedProfile, AddSsoProfile, AddStaticProfile } from '../../../../shared/model/profile';
import type { Action, CommandRun } from '../../command-run';
import { wantedRegion } from '../../arguments/scope';
import { secondsOf, showProfile, sourceOptions, type SourceOptions } from './profile-options';

interface AddOptions extends SourceOptions {
  ssoSession?: string;
  account?: string;
  role?: string;
  environment?: boolean;
  container?: boolean;
  instance?: boolean;
  label?: string;
}

type Option = keyof AddOptions;

/** The option that chooses a way in → those that belong to it. */
const WAYS: readonly { by: Option; takes: readonly Option[] }[] = [
  { by: 'accessKeyId', takes: [] },
  { by: 'sourceProfile', takes: ['roleArn', 'externalId', 'mfaSerial', 'sessionName', 'duration'] },
  { by: 'ssoSession', takes: ['account', 'role'] },
  { by: 'process', takes: [] },
  { by: 'webIdentityTokenFile', takes: ['roleArn', 'sessionName'] },
  { by: 'environment', takes: [] },
  { by: 'container', takes: [] },
  { by: 'instance', takes: [] },
];
const ANY_WAY: readonly Option[] = ['label', 'endpointUrl'];

/** `berth profiles add`. */
export function addAddProfile(profiles: Command, action: Action): void {
  sourceOptions(profiles.command('add <name>').description('add a profile to Berth; a secret is typed or piped in, and kept in the keychain'))
    .option('--sso-session <name>', 'an IAM Identity Center session (see “berth sso list”)')
    .option('--account <id>', 'account there')
    .option('--role <name>', 'role there')
    .option('--environment', 'the keys in the environment of whatever runs Berth')
    .option('--container', 'the role of the container that Berth runs in')
    .option('--instance', 'the role of the instance that Berth runs on')
    .option('--label <words>', 'your own words for it')
    .action(
      action<[string], AddOptions>(async (run, name) => {
        await add(run, name);
        showProfile(run.out, run.services.profiles.state(), name);
      }),
    );
}

async function add(run: CommandRun<AddOptions>, name: string): Promise<void> {
  const { options, services, typed } = run;
  const { profiles } = services;
  const by = wayOf(options);
  const region = wantedRegion(run.options, run.env);
  if (region === undefined) throw new AppError('invalid-input', 'The region of the profile is missing.', { hint: 'Say which with --region.' });
  const common = { name, region, ...present({ label: options.label, endpointUrl: text(options.endpointUrl) }) };
  const { accessKeyId = '', roleArn = '', sourceProfile = '', ssoSession = '', process: command = '', webIdentityTokenFile: tokenFile = '' } = options;
  const sessionName = text(options.sessionName);
  switch (by) {
    case 'accessKeyId':
      return profiles.addStatic({ ...common, accessKeyId, secretAccessKey: await typed.secret(`Secret access key of ${accessKeyId}: `) } satisfies AddStaticProfile);
    case 'sourceProfile': {
      const durationSeconds = typeof options.duration === 'string' ? secondsOf(options.duration) : undefined;
      const role = { externalId: text(options.externalId), mfaSerial: text(options.mfaSerial), sessionName, durationSeconds };
      return profiles.addRole({ ...common, roleArn, sourceProfile, ...present(role) } satisfies AddRoleProfile);
    }
    case 'ssoSession':
      return profiles.addSso({ ...common, ssoSession, accountId: options.account ?? '', roleName: options.role ?? '' } satisfies AddSsoProfile);
    case 'process':
      return profiles.addSourced({ ...common, kind: 'process', command } satisfies AddSourcedProfile);
    case 'webIdentityTokenFile':
      return profiles.addSourced({ ...common, kind: 'web-identity', roleArn, tokenFile, ...present({ sessionName }) } satisfies AddSourcedProfile);
    default:
      return profiles.addSourced({ ...common, kind: by as 'environment' | 'container' | 'instance' } satisfies AddSourcedProfile);
  }
}

function wayOf(options: AddOptions): Option {
  const given = (option: Option): boolean => options[option] !== undefined;
  const chosen = WAYS.filter(({ by }) => given(by));
  const [way, another] = chosen;
  if (way === undefined)
    throw new AppError('invalid-input', 'It is not said where the profile’s credentials come from.', {
      hint: 'Give --access-key-id, --source-profile with --role-arn, --sso-session, --process, --web-identity-token-file with --role-arn, --environment, --container or --instance.',
    });
  if (another !== undefined) throw new AppError('invalid-input', `A profile has one source of credentials: ${flag(way.by)} or ${flag(another.by)}.`, { hint: 'Leave one of them out.' });
  const all = WAYS.flatMap(({ by, takes }) => [by, ...takes]);
  const foreign = all.find((option) => given(option) && option !== way.by && !way.takes.includes(option) && !ANY_WAY.includes(option));
  if (foreign !== undefined) throw new AppError('invalid-input', `${flag(foreign)} does not go with ${flag(way.by)}.`, { hint: 'Leave one of them out.' });
  return way.by;
}

const flag = (option: string): string => `--${option.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;

const text = (given: string | false | undefined): string | undefined => (given === false ? undefined : given);

/** Only what is set. */
function present<T extends object>(values: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as { [K in keyof T]?: Exclude<T[K], undefined> };
}
