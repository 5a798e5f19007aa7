import { Command, CommanderError } from 'commander';
import { AppError, toAppError } from '../../shared/errors';
import { actionIn } from './command-run';
import { addDockerConfig } from './commands/docker/docker-config';
import { addHelper } from './commands/docker/helper';
import { addDoctor } from './commands/docker/doctor';
import { addActivity } from './commands/changes/activity';
import { addImageChanges } from './commands/changes/images-changes';
import { addImages } from './commands/images';
import { addInventory } from './commands/inventory-export';
import { addBuild } from './commands/moving/build';
import { addCredentialProcess } from './commands/sign-in/credential-process';
import { addProfiles } from './commands/profiles/profiles';
import { addRegistries } from './commands/docker/registries';
import { addPullSecret } from './commands/docker/pull-secret';
import { addPreflight } from './commands/moving/preflight';
import { addRepo } from './commands/repo';
import { addBulk } from './commands/bulk/bulk';
import { addRepos } from './commands/repos';
import { addRun } from './commands/moving/run-image';
import { addSandbox } from './commands/sandbox';
import { addScans } from './commands/scans';
import { addSecrets } from './commands/sign-in/secrets';
import { addSessions } from './commands/sign-in/sessions';
import { addSso } from './commands/sign-in/sso';
import { addDiff } from './commands/content/diff';
import { addImage } from './commands/content/image';
import { addLayers } from './commands/content/layers';
import { addTags } from './commands/tags';
import { addUses } from './commands/uses';
import { addWatch } from './commands/watch';
import { addWhoami } from './commands/sign-in/whoami';
import { addSync } from './commands/moving/sync';
import { addTransfers } from './commands/moving/transfers';
import { Output } from './output/output';
import { SaidAlready } from './output/said-already';
import type { CliSurroundings } from './services';

/** Runs one command line (without `node` and the script) and answers its exit status: 0, or 1 after any failure. */
export async function runCli(args: readonly string[], surroundings: CliSurroundings): Promise<number> {
  try {
    await programIn(surroundings).parseAsync(args, { from: 'user' });
    return 0;
  } catch (thrown) {
    if (thrown instanceof CommanderError && thrown.exitCode === 0) return 0;
    if (thrown instanceof SaidAlready) return 1;
    const end = args.indexOf('--');
    const json = (end < 0 ? args : args.slice(0, end)).includes('--json');
    new Output({ ...surroundings, json }).failure(failureOf(thrown, surroundings.signal));
    return 1;
  }
}

function programIn(surroundings: CliSurroundings): Command {
  const program = new Command('berth')
    .description('Sign Docker in to Amazon ECR, browse registries, move container images.')
    .version(surroundings.version)
    .option('--profile <name>', 'act as this AWS profile (default: AWS_PROFILE, “default”, or the first)')
    .option('--region <region>', 'in this region (default: AWS_REGION, or the region of the profile)')
    .option('--passphrase-fd <number>', 'read the passphrase of Berth’s secrets from this open file descriptor, where they are in a file')
    .option('--json', 'print one JSON value on standard output, progress on standard error')
    .configureHelp({ showGlobalOptions: true })
    .configureOutput({
      writeOut: (text) => surroundings.stdout.write(text),
      // A wrong usage is a failure like any other: `runCli` says it, once, in the form that was asked for.
      writeErr: () => undefined,
    })
    .exitOverride();
  const action = actionIn(surroundings);
  addSandbox(program, surroundings);
  addProfiles(program, action);
  addWhoami(program, action);
  addSecrets(program, action);
  addCredentialProcess(program, action);
  addSessions(program, action);
  addRegistries(program, action);
  addDoctor(program, action);
  addHelper(program, action);
  addRepos(program, action);
  addRepo(program, action);
  addImages(program, action);
  addInventory(program, action);
  addSso(program, action);
  addTransfers(program, action);
  addBuild(program, action);
  addSync(program, action);
  addPreflight(program, action);
  addTags(program, action);
  addBulk(program, action);
  addImageChanges(program, action);
  addActivity(program, action);
  addImage(program, action);
  addLayers(program, action);
  addDiff(program, action);
  addUses(program, action);
  addScans(program, action);
  addWatch(program, action);
  addRun(program, action);
  addDockerConfig(program, action);
  addPullSecret(program, action);
  return program;
}

function failureOf(thrown: unknown, signal: AbortSignal): AppError {
  if (thrown instanceof CommanderError) {
    const isBare = thrown.code === 'commander.help';
    const message = isBare
      ? 'A command is needed'
      : thrown.message.replace(/^error: /, '').replace(/\n.*$/s, '')
          // What was given to an option that is none may be a secret.
          .replace(/^(unknown option '[^'=]*)=.*'/, "$1'");
    return new AppError(
      'invalid-input',
      `${message.charAt(0).toUpperCase()}${message.slice(1).replace(/\.?$/, '.')}`,
      {
        hint: 'See “berth --help”, or “berth COMMAND --help”.',
      },
    );
  }
  if (signal.aborted && !(thrown instanceof AppError)) {
    return new AppError('cancelled', 'Cancelled.', {
      hint: 'Nothing half-written was left behind.',
      cause: thrown,
    });
  }
  return toAppError(thrown);
}
