import { once } from 'node:events';
import { resolve } from 'node:path';
import type { Command } from 'commander';
import { InvalidArgumentError } from 'commander';
import type { EstateOptions } from '../../sandbox/estate/estate';
import type { CliSurroundings } from '../services';

interface SandboxFlags {
  port?: number;
  state?: string;
  tokenLife?: number;
  empty?: boolean;
  estate?: EstateOptions;
  latency?: [number, number];
  throttle?: number;
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
    .option('--estate <accounts,repositories,images>', 'begin with a synthetic company of that size besides (20,100000,1000000)', estateSize)
    .option('--latency <least-most>', 'milliseconds that each call of its API takes', span)
    .option('--throttle <calls>', 'calls a second that each operation answers in each account and region', wholeNumber(1, 100_000))
    .action(async ({ port, state, tokenLife, empty, estate, latency, throttle }: SandboxFlags) => {
      const sandbox = await surroundings.startSandbox({
        stateDir: state === undefined ? sandboxFolder : resolve(state),
        ...(port !== undefined && { port }),
        ...(tokenLife !== undefined && { tokenLifeSeconds: tokenLife }),
        ...(empty !== undefined && { empty }),
        ...(estate !== undefined && { estate }),
        conditions: { ...(latency !== undefined && { latency }), ...(throttle !== undefined && { throttle: { perSecond: throttle, burst: 2 * throttle } }) },
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

function estateSize(text: string): EstateOptions {
  const [accounts = 0, repositories = 0, images = 0] = text.split(',').map(Number);
  if (/^\d+,\d+,\d+$/.test(text) && accounts >= 1 && accounts <= 200 && repositories <= accounts * 100_000) return { accounts, repositories, images };
  throw new InvalidArgumentError('It is three whole numbers, as 20,100000,1000000.');
}

function span(text: string): [number, number] {
  const [least = 0, most = least] = text.split('-').map(Number);
  if (/^\d+(-\d+)?$/.test(text) && least <= most) return [least, most];
  throw new InvalidArgumentError('It is a number of milliseconds, or two as 20-80.');
}
