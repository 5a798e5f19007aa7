import { spawn } from 'node:child_process';
import { readdir, readFile } from 'node:fs/promises';
import type { Measured } from './measured';

/** Runs a program to its end, by GNU time. @throws when it fails, with what it said. */
export async function measureProgram(command: readonly string[], env: Readonly<Record<string, string | undefined>> = process.env): Promise<Measured> {
  const child = spawn('/usr/bin/time', ['-f', 'BERTH-TIMES %e %U %S %M', ...command], { env, stdio: ['ignore', 'ignore', 'pipe'] });
  let said = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (said += text));
  const before = performance.now();
  const code = await new Promise<number | null>((resolve, reject) => child.once('error', reject).once('close', resolve));
  const seconds = (performance.now() - before) / 1000;
  const [, user, system, memory] = (/BERTH-TIMES (.*)/.exec(said)?.[1] ?? '').split(' ').map(Number);
  if (code !== 0) throw new Error(`${command.join(' ')} ended with ${code}: ${said}`);
  return { seconds, processor: (user ?? 0) + (system ?? 0), memory: (memory ?? 0) / 1024 };
}

/** Seconds of processor of a process so far, and its resident MiB (Linux). */
export async function processNow(pid: number): Promise<{ processor: number; memory: number }> {
  const [stat, status] = await Promise.all([readFile(`/proc/${pid}/stat`, 'utf8'), readFile(`/proc/${pid}/status`, 'utf8')]);
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ').map(Number);
  return { processor: ((fields[11] ?? 0) + (fields[12] ?? 0)) / 100, memory: Number(/^VmRSS:\s+(\d+)/m.exec(status)?.[1] ?? 0) / 1024 };
}

/** A process and all that it started, as they are now (Linux). */
async function withChildren(pid: number): Promise<number[]> {
  const tasks = await readdir(`/proc/${pid}/task`).catch(() => []);
  const texts = await Promise.all(tasks.map((task) => readFile(`/proc/${pid}/task/${task}/children`, 'utf8').catch(() => '')));
  const children = texts.flatMap((text) => text.trim().split(' ')).filter((text) => text !== '').map(Number);
  return [pid, ...(await Promise.all(children.map(withChildren))).flat()];
}

const processorOf = async (pids: readonly number[]): Promise<number> => {
  const all = await Promise.all(pids.map((pid) => processNow(pid).catch(() => ({ processor: 0 }))));
  return all.reduce((sum, { processor }) => sum + processor, 0);
};

/**
 * Measures work that runs inside a process: its memory is what it added at most, the processor's time that of all its processes (an
 * application has a window to draw).
 */
export async function measureInside(pid: number, work: () => Promise<void>): Promise<Measured> {
  // The bench itself has children that are none of its work: a registry, for one.
  const pids = pid === process.pid ? [pid] : await withChildren(pid);
  const before = { ...(await processNow(pid)), processor: await processorOf(pids) };
  let most = before.memory;
  const watch = setInterval(() => void processNow(pid).then(({ memory }) => (most = Math.max(most, memory)), () => undefined), 20);
  const start = performance.now();
  try {
    await work();
  } finally {
    clearInterval(watch);
  }
  const seconds = (performance.now() - start) / 1000;
  return { seconds, processor: (await processorOf(pids)) - before.processor, memory: most - before.memory };
}
