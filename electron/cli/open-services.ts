import { createBerth, type BerthSurroundings } from '../berth';
import { grantPull } from '../ecr/access/grant-pull';
import { platformOf } from '../layers/platform-of';
import type { CliServices } from './services';
import { answerOnTerminal, type Terminal } from './terminal/terminal-questions';

export interface ServicesSurroundings extends Omit<BerthSurroundings, 'journal' | 'launchSandbox' | 'log' | 'attended'> {
  /** Where the person is asked for what only they know; absent when nobody is there. */
  terminal: Terminal | undefined;
  /** Processor as Node names it. */
  arch: string;
}

/** Berth's services for one command: nothing watches, refreshes, journals or fills in the background. */
export async function openServices({ arch, terminal, ...around }: ServicesSurroundings): Promise<CliServices> {
  const berth = await createBerth({
    ...around,
    journal: false,
    ownPlatform: platformOf(arch),
    attended: terminal !== undefined,
    // A sandbox that the window has running is reached through its profiles; a command never starts it unasked.
    launchSandbox: () => Promise.reject(new Error('A command starts no sandbox of the window.')),
    log: () => undefined,
  });
  answerOnTerminal(berth.questions, terminal);
  await Promise.all([berth.sessions.load(), berth.sso.load()]);
  return {
    ...berth,
    grantPull: (input) => grantPull(berth.grantPorts, input),
    platform: around.platform,
    ownPlatform: platformOf(arch),
    close: () => berth.close(),
  };
}
