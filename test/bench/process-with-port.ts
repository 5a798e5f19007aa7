import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

/** Something on a way to measure: where it listens, and how it ends. */
export interface Place {
  host: string;
  close(): void | Promise<void>;
}

/** Starts a script of this folder that prints its port, as a process of its own. `name` is the host to reach it by. */
export async function processWithPort(script: string, args: readonly (string | number)[], name = '127.0.0.1'): Promise<Place> {
  const child = spawn(process.execPath, [join(__dirname, script), ...args.map(String)], { stdio: ['ignore', 'pipe', 'inherit'] });
  const [port] = (await once(child.stdout, 'data')) as [Buffer];
  return { host: `${name}:${port.toString().trim()}`, close: () => void child.kill() };
}

/** The same registry at the end of a line with this round trip in milliseconds, and so many MB/s a connection. */
export const delayed = (host: string, { roundTrip, megabytes }: { roundTrip: number; megabytes: number }): Promise<Place> =>
  processWithPort('delay-proxy.mjs', [host.split(':')[1] ?? '', roundTrip, megabytes]);
