import { readFile, readdir } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { withBlankElectron } from './blank-electron';

/** Memory of a process and all below it (PSS), in MiB. */
export async function memoryOf(pid: number): Promise<number> {
  const parents = new Map<number, number>();
  for (const name of await readdir('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    const stat = await readFile(`/proc/${name}/stat`, 'utf8').catch(() => '');
    parents.set(Number(name), Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]));
  }
  const isBelow = (one: number): boolean => one === pid || (one > 1 && isBelow(parents.get(one) ?? 0));
  let kib = 0;
  for (const one of parents.keys()) if (isBelow(one)) kib += Number(/^Pss:\s+(\d+)/m.exec(await readFile(`/proc/${one}/smaps_rollup`, 'utf8').catch(() => ''))?.[1] ?? 0);
  return Math.round(kib / 1024);
}

/** What an Electron with one empty window takes, in MiB. */
export const blankMemory = (): Promise<number> =>
  withBlankElectron(async (app) => {
    await app.firstWindow();
    await sleep(3000);
    return memoryOf(app.process().pid ?? 0);
  });
