import type { Command } from 'commander';
import { AppError } from '../../../../shared/errors';
import type { Session } from '../../../../shared/model/session';
import type { Action, CommandRun } from '../../command-run';
import { profileFor, wantedProfile, wantedRegion } from '../../arguments/scope';
import type { Column } from '../../output/table';
import { dateWords } from '../../output/words';

interface WhichFlags {
  all?: boolean;
  public?: boolean;
}

const COLUMNS: Column<Session>[] = [
  { title: 'PROFILE', of: ({ profile }) => profile },
  { title: 'REGION', of: ({ region }) => region },
  { title: 'STATUS', of: ({ status }) => status },
  { title: 'REGISTRY', of: ({ host }) => host ?? '' },
  { title: 'EXPIRES (UTC)', of: ({ expiresAt }) => dateWords(expiresAt) },
];

/** `berth login`, `berth logout`, `berth status`. */
export function addSessions(program: Command, action: Action): void {
  program
    .command('login')
    .description('sign Docker in to the registry of a profile')
    .option('--all', 'every profile in each of its regions')
    .option('--public', 'to ECR Public instead')
    .action(
      action<[], WhichFlags>(async (run) => {
        const { out, services, options } = run;
        const mine = which(run);
        if (options.public === true) await services.sessions.signInPublic(profileOf(run));
        else if (options.all === true) await services.sessions.signInAll();
        else await services.sessions.signIn(profileOf(run), wantedRegion(options, run.env));
        const sessions = services.sessions.state().sessions.filter(mine);
        const failed = sessions.find(({ error }) => error !== undefined);
        if (failed?.error !== undefined) throw AppError.fromWire(failed.error);
        out.list(signedIn(sessions), COLUMNS, 'There is no profile to sign in.');
      }),
    );
  program
    .command('logout')
    .description('sign Docker out')
    .option('--all', 'of every registry that Berth signed it in to')
    .option('--public', 'of ECR Public instead')
    .action(
      action<[], WhichFlags>(async (run) => {
        const { out, services, options } = run;
        const mine = which(run);
        const sessions = services.sessions.state().sessions.filter(mine);
        if (options.public === true) await services.sessions.signOutPublic();
        else if (options.all === true) await services.sessions.signOutAll();
        else for (const { profile, region } of sessions) await services.sessions.signOut(profile, region);
        const after = services.sessions.state().sessions.filter(mine);
        out.list(after, COLUMNS, 'There is no profile to sign out.');
      }),
    );
  program
    .command('status')
    .description('show where Docker is signed in, and whether it runs')
    .action(
      action<[]>(async ({ out, services }) => {
        await services.docker.start();
        const { sessions } = services.sessions.state();
        const { status, context, host, version, error } = services.docker.state();
        const docker = {
          status,
          context,
          host,
          ...(version !== undefined && { version }),
          ...(error !== undefined && { error }),
        };
        const about = error === undefined ? `${version ?? ''} at ${host}` : error.message;
        if (out.json) out.result({ sessions, docker }, () => '');
        else {
          out.list(sessions, COLUMNS, 'There are no profiles.');
          out.result(docker, () => `\nDocker is ${status}${error === undefined ? ': ' : '. '}${about}\n`);
        }
      }),
    );
}

const signedIn = (sessions: readonly Session[]): Session[] =>
  sessions.filter(({ status }) => status !== 'signed-out');

const profileOf = ({ services, options, env }: CommandRun<WhichFlags>): string =>
  profileFor(services.profiles.state(), wantedProfile(options, env)).name;

/** The sessions that a command is about. */
function which(run: CommandRun<WhichFlags>): (session: Session) => boolean {
  const { options } = run;
  if (options.all === true && options.public === true)
    throw new AppError('invalid-input', 'Either --all or --public can be given, not both.', { hint: 'Run the command once for each.' });
  if (options.public === true) return (session) => session.public === true;
  return options.all === true ? () => true : chosen(run);
}

/** The sessions that `--profile` and `--region` mean. */
function chosen(run: CommandRun<WhichFlags>): (session: Session) => boolean {
  const profile = profileOf(run);
  const region = wantedRegion(run.options, run.env);
  return (session) => session.public !== true && session.profile === profile && (region === undefined || session.region === region);
}
