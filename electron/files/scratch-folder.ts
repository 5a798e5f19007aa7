import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { isAlive } from './process-alive';

/**
 * Makes a folder for files that live as long as one piece of work; whoever asks for it removes it. What killed programs of this computer
 * left of the same kind is removed first. @throws what the file system says when it cannot be made.
 */
export async function scratchFolder(parent: string, kind: string): Promise<string> {
  const mine = `${kind}-${hostname().replace(/[^A-Za-z0-9]/g, '').slice(0, 40)}-`;
  for (const name of await readdir(parent).catch(() => [])) {
    const pid = name.startsWith(mine) ? /^(\d+)-[A-Za-z0-9]+$/.exec(name.slice(mine.length))?.[1] : undefined;
    // Another's folder that cannot be removed is no reason not to work.
    if (pid !== undefined && !isAlive(Number(pid))) await rm(join(parent, name), { recursive: true, force: true }).catch(() => undefined);
  }
  return mkdtemp(join(parent, `${mine}${process.pid}-`));
}
