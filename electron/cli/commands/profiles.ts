import type { Command } from 'commander';
import type { Action } from '../command-run';
import { filesProblem, profileFor, wantedProfile } from '../scope';

/** `berth profiles`, `berth whoami`. */
export function addProfiles(program: Command, action: Action): void {
  program
    .command('profiles')
    .description('list the AWS profiles')
    .action(
      action<[]>(async ({ out, services }) => {
        const { profiles, problems, files } = services.profiles.state();
        // A file that cannot be read hides profiles: a list without them would be wrong.
        if (problems[0] !== undefined && out.json) throw filesProblem(problems[0]);
        out.list(
          profiles,
          [
            { title: 'PROFILE', of: ({ name }) => name },
            { title: 'KIND', of: ({ kind }) => kind },
            { title: 'REGIONS', of: ({ regions }) => regions.join(', ') },
            { title: 'FROM', of: ({ source, file }) => file ?? source },
            { title: 'PROBLEM', of: ({ problem }) => problem ?? '' },
          ],
          `No profiles in ${files.join(', ')}.`,
        );
        if (problems[0] !== undefined) throw filesProblem(problems[0]);
      }),
    );
  program
    .command('whoami')
    .description('say which account and identity a profile acts as')
    .action(
      action<[]>(async ({ out, services, options, env }) => {
        const profile = profileFor(services.profiles.state(), wantedProfile(options, env));
        const identity = await services.identities.whoAmI(profile.name);
        out.result(
          identity,
          () => `${identity.arn}\naccount ${identity.accountId}, profile ${identity.profile}\n`,
        );
      }),
    );
}
