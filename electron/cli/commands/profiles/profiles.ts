import type { Command } from 'commander';
import type { Action } from '../../command-run';
import { filesProblem } from '../../arguments/scope';
import { addAddProfile } from './add-profile';
import { addEditProfile } from './edit-profile';
import { addImportProfile } from './import-profile';
import { listProfiles } from './profile-options';

/** `berth profiles …`. */
export function addProfiles(program: Command, action: Action): void {
  const profiles = program
    .command('profiles')
    .description('list the AWS profiles, or change Berth’s own')
    .action(
      action<[]>(async ({ out, services }) => {
        const { profiles: all, problems, files } = services.profiles.state();
        // A file that cannot be read hides profiles: a list without them would be wrong.
        if (problems[0] !== undefined && out.json) throw filesProblem(problems[0]);
        listProfiles(out, all, `No profiles in ${files.join(', ')}.`);
        if (problems[0] !== undefined) throw filesProblem(problems[0]);
      }),
    );
  addAddProfile(profiles, action);
  addEditProfile(profiles, action);
  addImportProfile(profiles, action);
}
