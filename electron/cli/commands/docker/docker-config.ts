import type { Command } from 'commander';
import { AppError } from '../../../../shared/errors';
import type { DockerConfigState } from '../../../../shared/model/docker-config';
import type { Action, CommandRun } from '../../command-run';
import { table } from '../../output/table';

/** `berth docker-config`, `berth docker-config repair`, `berth docker-config undo`. */
export function addDockerConfig(program: Command, action: Action): void {
  const dockerConfig = program
    .command('docker-config')
    .description('show who answers for Docker’s sign-ins, and what is wrong there')
    .action(action<[]>(async (run) => show(run, await checked(run))));
  dockerConfig
    .command('repair [ids...]')
    .description('repair findings of Docker’s configuration')
    .option('--all', 'all that Berth can repair')
    .action(async (ids: string[], options: object, command: Command) => {
      await action<[], { all?: boolean }>(async (run) => {
        const before = await checked(run);
        const chosen = run.options.all === true ? before.findings.filter(({ repair }) => repair !== undefined).map(({ id }) => id) : ids;
        if (chosen.length === 0 && run.options.all !== true)
          throw new AppError('invalid-input', 'Say which findings to repair.', { hint: 'Name their ids from “berth docker-config”, or all with --all.' });
        if (chosen.length > 0) await run.services.dockerConfig.health.repair(chosen);
        show(run, await checked(run));
      })(options, command);
    });
  dockerConfig
    .command('undo')
    .description('take back the last change that a person made through Berth')
    .action(
      action<[]>(async (run) => {
        const { undo } = await checked(run);
        await run.services.dockerConfig.health.undo();
        if (undo !== undefined && !run.out.json) run.out.note(`Taken back: ${undo.what}.`);
        show(run, await checked(run));
      }),
    );
}

async function checked({ services }: CommandRun<object>): Promise<DockerConfigState> {
  const { health } = services.dockerConfig;
  await health.check();
  return health.state();
}

function show({ out }: CommandRun<object>, state: DockerConfigState): void {
  out.result(state, () => {
    const hosts = table(
      [
        { title: 'REGISTRY', of: ({ host }) => host },
        { title: 'ANSWERED BY', of: ({ answeredBy }) => answeredBy },
        { title: 'KEPT BY BERTH', of: ({ ours, profile }) => (ours ? (profile ?? 'yes') : '') },
      ],
      state.hosts,
    );
    const found = state.findings.flatMap(({ id, message, hint, repair }) => [`${repair === undefined ? '!' : '*'} ${id}`, `  ${message}`, `  ${hint}`]);
    const canRepair = state.findings.some(({ repair }) => repair !== undefined);
    return [
      state.path,
      ...(state.credsStore === undefined ? [] : [`every other registry: docker-credential-${state.credsStore}`]),
      '',
      state.hosts.length === 0 ? 'Docker is signed in nowhere.' : hosts.trimEnd(),
      '',
      ...(found.length === 0 ? ['Nothing is wrong with it.'] : found),
      ...(canRepair ? ['', 'Those with * can be repaired: berth docker-config repair --all'] : []),
      ...(state.undo === undefined ? [] : ['', `Can be taken back (berth docker-config undo): ${state.undo.what}.`]),
      '',
    ].join('\n');
  });
}
