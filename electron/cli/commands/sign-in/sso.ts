import type { Command } from 'commander';
import { AppError } from '../../../../shared/errors';
import type { SsoAccount, SsoSession } from '../../../../shared/model/sso';
import { proposeSsoProfileName } from '../../../../shared/sso/propose-profile-name';
import type { Action, CommandRun } from '../../command-run';
import { profileFor, wantedRegion } from '../../arguments/scope';
import type { Column } from '../../output/table';
import { dateWords } from '../../output/words';

const SESSIONS: Column<SsoSession>[] = [
  { title: 'SESSION', of: ({ name }) => name },
  { title: 'STATUS', of: ({ status }) => status },
  { title: 'EXPIRES (UTC)', of: ({ expiresAt }) => dateWords(expiresAt) },
  { title: 'START URL', of: ({ startUrl }) => startUrl },
  { title: 'REGION', of: ({ region }) => region },
  { title: 'PROFILES', of: ({ profiles }) => profiles.join(', ') },
];
const ACCOUNTS: Column<{ account: SsoAccount; role: string }>[] = [
  { title: 'ACCOUNT', of: ({ account }) => account.accountId },
  { title: 'NAME', of: ({ account }) => account.accountName },
  { title: 'ROLE', of: ({ role }) => role },
];

/** `berth sso …`: IAM Identity Center, with the AWS CLI's own sign-ins and for them. */
export function addSso(program: Command, action: Action): void {
  const sso = program.command('sso').description('sign in through IAM Identity Center, and make profiles of what you have there');
  sso
    .command('login [session]')
    .description('sign in; the AWS CLI is signed in too')
    .option('--device', 'type or compare a code instead of coming back from the browser by itself')
    .option('--no-browser', 'open no browser: print the page and the code')
    .action(action<[string | undefined], { device?: boolean; browser: boolean }>((run, session) => login(run, session)));
  sso
    .command('logout [session]')
    .description('sign out, of every session unless one is named; the AWS CLI is signed out too')
    .action(
      action<[string | undefined]>(async ({ out, services: { sso: sessions } }, named) => {
        const names = named === undefined ? sessions.state().sessions.filter(isIn).map(({ name }) => name) : [named];
        for (const name of names) await sessions.signOut(name);
        list(out, sessions.state().sessions);
      }),
    );
  sso
    .command('list')
    .description('list the sessions')
    .action(action<[]>(async ({ out, services }) => list(out, services.sso.state().sessions)));
  sso
    .command('accounts <session>')
    .description('list the accounts and roles that you have')
    .action(
      action<[string]>(async ({ out, services, signal }, session) => {
        const accounts = await services.sso.accounts(session, signal);
        if (out.json) out.result(accounts, () => '');
        else out.list(choices(accounts), ACCOUNTS, 'No account is assigned to you.');
      }),
    );
  sso
    .command('add <name>')
    .description('add a session to Berth; those of the AWS files are there already')
    .requiredOption('--start-url <url>', 'address of the AWS access portal')
    .option('--endpoint-url <url>', 'a private or test endpoint')
    .action(
      action<[string], { startUrl: string; endpointUrl?: string }>(async (run, name) => {
        const { out, services, options } = run;
        const region = regionOf(run, 'The region of IAM Identity Center is missing.');
        await services.sso.addSession({ name, startUrl: options.startUrl, region, ...(options.endpointUrl !== undefined && { endpointUrl: options.endpointUrl }) });
        list(out, services.sso.state().sessions);
      }),
    );
  sso
    .command('remove <name>')
    .description('remove a session that was added to Berth')
    .action(
      action<[string]>(async ({ out, services }, name) => {
        await services.sso.removeSession(name);
        list(out, services.sso.state().sessions);
      }),
    );
  sso
    .command('profiles <session>')
    .description('make profiles of accounts and roles: those that --account and --role name, or all')
    .option('--account <id>', 'of this account')
    .option('--role <name>', 'for this role')
    .option('--all', 'of every account, for every role')
    .action(action<[string], ProfileFlags>((run, session) => makeProfiles(run, session)));
}

const isIn = ({ status }: SsoSession): boolean => status !== 'signed-out';

function list(out: CommandRun<object>['out'], sessions: readonly SsoSession[]): void {
  out.list(sessions, SESSIONS, 'There is no session. Add one with “berth sso add NAME --start-url URL --region REGION”.');
}

const choices = (accounts: readonly SsoAccount[]) => accounts.flatMap((account) => account.roles.map((role) => ({ account, role })));

async function login(run: CommandRun<{ device?: boolean; browser: boolean }>, named: string | undefined): Promise<void> {
  const { out, services, options, signal } = run;
  const { sso } = services;
  const name = named ?? sessionOf(run);
  await sso.signInAndWait(name, signal, { method: options.device === true ? 'device' : 'browser', quiet: !options.browser });
  list(out, sso.state().sessions.filter((one) => one.name === name));
}

/** Without a name: that of the profile asked for, or the only one there is. */
function sessionOf({ services, options }: CommandRun<object>): string {
  const { sessions } = services.sso.state();
  if (options.profile !== undefined) {
    const { name, ssoSession } = profileFor(services.profiles.state(), options.profile);
    if (ssoSession === undefined) throw new AppError('invalid-input', `Profile ${name} does not sign in through IAM Identity Center.`, { hint: 'Name a session: see “berth sso list”.' });
    return ssoSession;
  }
  const [only, ...others] = sessions;
  if (only !== undefined && others.length === 0) return only.name;
  throw new AppError('invalid-input', only === undefined ? 'There is no IAM Identity Center session.' : 'There are several sessions.', {
    hint: only === undefined ? 'Add one with “berth sso add NAME --start-url URL --region REGION”.' : `Name one of: ${sessions.map(({ name }) => name).join(', ')}.`,
  });
}

interface ProfileFlags {
  account?: string;
  role?: string;
  all?: boolean;
}

async function makeProfiles(run: CommandRun<ProfileFlags>, session: string): Promise<void> {
  const { out, services, options, signal } = run;
  const { account: accountId, role, all } = options;
  if (accountId === undefined && role === undefined && all !== true) throw new AppError('invalid-input', 'Nothing is chosen.', { hint: 'Choose with --account and --role, or take --all.' });
  const region = regionOf(run, 'The region of the new profiles is missing.');
  const accounts = await services.sso.accounts(session, signal);
  const chosen = choices(accounts).filter((one) => (accountId === undefined || one.account.accountId === accountId) && (role === undefined || one.role === role));
  if (chosen.length === 0) throw new AppError('access-denied', 'You have no such account and role.', { hint: `See “berth sso accounts ${session}”.` });
  const taken = new Set(services.profiles.state().profiles.map(({ name }) => name));
  const profiles = chosen.map(({ account, role: roleName }) => {
    const name = proposeSsoProfileName({ ...account, roleName }, taken);
    taken.add(name);
    return { name, accountId: account.accountId, roleName };
  });
  await services.sso.makeProfiles({ session, region, profiles });
  out.list(profiles, [{ title: 'PROFILE', of: ({ name }) => name }, { title: 'ACCOUNT', of: (one) => one.accountId }, { title: 'ROLE', of: ({ roleName }) => roleName }], 'No profiles.');
}

function regionOf(run: CommandRun<object>, missing: string): string {
  const region = wantedRegion(run.options, run.env);
  if (region === undefined) throw new AppError('invalid-input', missing, { hint: 'Say which with --region.' });
  return region;
}
