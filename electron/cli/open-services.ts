import { createBerth, type BerthSurroundings } from '../berth';
import { grantPull } from '../ecr/access/grant-pull';
import type { CliServices } from './services';

export interface ServicesSurroundings extends Omit<BerthSurroundings, 'journal' | 'launchSandbox' | 'log'> {
  /** Processor as Node names it. */
  arch: string;
}

/** Berth's services for one command: nothing watches, refreshes, journals or fills in the background. */
export async function openServices({ arch, ...around }: ServicesSurroundings): Promise<CliServices> {
  const berth = await createBerth({
    ...around,
    journal: false,
    // A sandbox that the window has running is reached through its profiles; a command never starts it unasked.
    launchSandbox: () => Promise.reject(new Error('A command starts no sandbox of the window.')),
    log: () => undefined,
  });
  await Promise.all([berth.sessions.load(), berth.sso.load()]);
  return {
    ...berth,
    grantPull: (input) => grantPull(berth.grantPorts, input),
    ownPlatform: `linux/${arch === 'x64' ? 'amd64' : arch}`,
    close: () => berth.close(),
  };
}
