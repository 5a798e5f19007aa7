import type { Command } from 'commander';
import type { HelperStatus } from '../../../credential-helper/install/helper-switch';
import type { Action } from '../../command-run';

/** `berth helper enable|disable|status`: Berth's own credential helper for Docker. */
export function addHelper(program: Command, action: Action): void {
  const helper = program.command('helper').description('let Docker ask Berth for sign-ins (docker-credential-berth)');
  helper
    .command('enable')
    .description('install docker-credential-berth, and let it answer for every registry that Berth serves')
    .action(
      action<[]>(async ({ out, services }) => {
        const status = await services.helperSwitch.enable();
        out.result(status, () => words(status));
      }),
    );
  helper
    .command('disable')
    .description('put Docker’s configuration back as it was')
    .action(action<[]>(async ({ out, services }) => out.result(await services.helperSwitch.disable(), () => 'Docker asks Berth no longer.\n')));
  helper
    .command('status')
    .description('whether Docker asks Berth, and for which registries')
    .action(
      action<[]>(async ({ out, services }) => {
        const status = await services.helperSwitch.status();
        out.result(status, () => words(status));
      }),
    );
}

function words({ enabled, program, hosts, advice }: HelperStatus): string {
  const lines = [
    !enabled ? 'Docker does not ask Berth.' : hosts.length > 0 ? 'Docker asks Berth for:' : 'Docker asks Berth; no registry is known yet.',
    ...hosts.map((host) => `  ${host}`),
    ...(program === undefined ? [] : [`The program is ${program}.`]),
    ...(advice === undefined ? [] : ['Docker does not find it there yet. Run this, and open a new terminal:', `  ${advice}`]),
  ];
  return `${lines.join('\n')}\n`;
}
