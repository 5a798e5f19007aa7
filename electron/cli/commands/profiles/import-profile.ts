import { Option, type Command } from 'commander';
import type { ImportProfile } from '../../../../shared/model/profile';
import type { Action } from '../../command-run';
import { showProfile } from './profile-options';

/** `berth profiles import`, `berth profiles remove`. */
export function addImportProfile(profiles: Command, action: Action): void {
  profiles
    .command('import <name>')
    .description('move a static key of the AWS files into the keychain')
    .addOption(
      new Option('--plain-text <what>', 'what becomes of it in the file: “replace” leaves a credential_process line, so that AWS tools go on')
        .choices(['keep', 'remove', 'replace'])
        .default('keep'),
    )
    .addHelpText('after', '\nA file that is changed is kept as it was beside itself (FILE.before-berth-…); it holds the key, so remove it when all\nis well. To take an import back, put that file back and run “berth profiles remove NAME”.')
    .action(
      action<[string], Pick<ImportProfile, 'plainText'>>(async ({ options, services, out }, name) => {
        const { backups } = await services.profiles.import({ name, plainText: options.plainText });
        if (out.json) return out.result({ profile: services.profiles.state().profiles.find((one) => one.name === name), backups }, () => '');
        showProfile(out, services.profiles.state(), name);
        for (const backup of backups) out.note(`The file as it was, with the key in it: ${backup}\nRemove it when all is well.`);
        if (options.plainText === 'keep') out.note('The key is still in the file as plain text; “--plain-text remove” or “replace” takes it out.');
      }),
    );
  profiles
    .command('remove <name>')
    .description('remove one of Berth’s own profiles, and its secret with it')
    .action(
      action<[string]>(async ({ services, out }, name) => {
        await services.profiles.remove(name);
        out.result({ removed: name }, () => `Profile ${name} is removed.\n`);
      }),
    );
}
