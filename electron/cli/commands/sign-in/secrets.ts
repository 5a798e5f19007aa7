import type { Command } from 'commander';
import { AppError } from '../../../../shared/errors';
import type { AppState } from '../../../../shared/model/settings';
import type { Action, CommandRun } from '../../command-run';

/** `berth secrets …`: where Berth keeps secrets. */
export function addSecrets(program: Command, action: Action): void {
  const secrets = program
    .command('secrets')
    .description('say where Berth keeps secrets, or move them')
    .action(action<[]>(async ({ out, services }) => say(out, services.secrets.state())));
  secrets
    .command('use-file')
    .description('keep secrets in a file encrypted with a passphrase, which is typed or comes with --passphrase-fd; in the file already, change the passphrase')
    .action(
      action<[]>(async (run) => {
        const { services, out } = run;
        // What is there already is opened with its own passphrase first.
        await services.secrets.opened();
        await services.secrets.useFile(await newPassphrase(run));
        say(out, services.secrets.state());
      }),
    );
  secrets
    .command('use-keychain')
    .description('keep secrets in the keychain of the system')
    .action(
      action<[]>(async ({ services, out }) => {
        await services.secrets.useKeychain();
        say(out, services.secrets.state());
      }),
    );
}

async function newPassphrase({ services, passphrase, typed }: CommandRun<object>): Promise<string> {
  const given = services.secrets.state().store === 'keychain' ? await passphrase() : undefined;
  const chosen = given ?? (await typed.secret('New passphrase of Berth’s secrets: '));
  if (chosen.length < 8) throw new AppError('invalid-input', 'A passphrase has at least 8 characters.', { hint: 'Choose a longer one.' });
  if (given === undefined && typed.atTerminal && (await typed.secret('The same again: ')) !== chosen)
    throw new AppError('invalid-input', 'The two passphrases are not the same.', { hint: 'Run the command again and type the same twice.' });
  return chosen;
}

function say(out: CommandRun<object>['out'], state: AppState['secrets']): void {
  const where = state.store === 'keychain' ? 'the keychain of the system' : 'a file encrypted with a passphrase';
  out.result(state, () => `Secrets are in ${where}${state.locked ? ', which is locked' : ''}.\n`);
}
