import type { Command } from 'commander';
import { AppError } from '../../../../shared/errors';
import type { Action } from '../../command-run';

/** `berth credential-process`: what AWS tools call for a profile's credentials. Prints version 1 of their JSON and nothing else. */
export function addCredentialProcess(program: Command, action: Action): void {
  program
    .command('credential-process')
    .description('print credentials of the profile given with --profile, for “credential_process” in the AWS files')
    .addHelpText('after', '\nIn ~/.aws/config:\n  [profile NAME]\n  credential_process = berth credential-process --profile NAME')
    .action(
      action<[]>(async ({ out, services, options }) => {
        // Never that of the environment: AWS tools set AWS_PROFILE for themselves, and may mean another.
        if (options.profile === undefined) throw new AppError('invalid-input', 'It is not said whose credentials are wanted.', { hint: 'Say which with --profile.' });
        const { accessKeyId, secretAccessKey, sessionToken, expiration } = await services.credentials.providerFor(options.profile)();
        const answer = {
          Version: 1,
          AccessKeyId: accessKeyId,
          SecretAccessKey: secretAccessKey,
          ...(sessionToken !== undefined && { SessionToken: sessionToken }),
          ...(expiration !== undefined && { Expiration: expiration.toISOString() }),
        };
        out.result(answer, () => `${JSON.stringify(answer)}\n`);
      }),
    );
}
