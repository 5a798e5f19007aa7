import { once } from 'node:events';
import { resolve } from 'node:path';
import type { Command } from 'commander';
import { InvalidArgumentError } from 'commander';
import type { CliSurroundings } from '../services';

interface SandboxFlags {
  port?: number;
  state?: string;
  tokenLife?: number;
  empty?: boolean;
}

/** `berth sandbox`: an ECR on this computer, described on one line of JSON, served until it is told to end. */
export function addSandbox(
  program: Command,
  { stdout, signal, sandboxFolder, ...surroundings }: CliSurroundings,
): void {
  program
    .command('sandbox')
    .description('serve an embedded ECR on loopback until SIGTERM or Ctrl+C')
    .option(
      '--port <number>',
      'port of its API (default: the one it had, or a free one)',
      wholeNumber(0, 65_535),
    )
    .option('--state <folder>', 'where it keeps what it holds')
    .option('--token-life <seconds>', 'how long its sign-in tokens live', wholeNumber(1, 43_200))
    .option('--empty', 'start without the seeded repositories')
    .action(async ({ port, state, tokenLife, empty }: SandboxFlags) => {
      const sandbox = await surroundings.startSandbox({
        stateDir: state === undefined ? sandboxFolder : resolve(state),
        ...(port !== undefined && { port }),
        ...(tokenLife !== undefined && { tokenLifeSeconds: tokenLife }),
        ...(empty !== undefined && { empty }),
      });
      try {
        stdout.write(`${JSON.stringify(sandbox.description)}\n`);
        if (!signal.aborted) await once(signal, 'abort');
      } finally {
        await sandbox.close();
      }
    });
}

const wholeNumber =
  (least: number, most: number) =>
  (text: string): number => {
    const value = /^\d+$/.test(text) ? Number(text) : Number.NaN;
    if (value >= least && value <= most) return value;
    throw new InvalidArgumentError(`It is a whole number from ${least} to ${most}.`);
  };
