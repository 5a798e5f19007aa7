import { spawn } from 'node:child_process';
import { readFile } from 'node:fs/promises';
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

/** Measures work that runs inside a process: its memory is what it added at most. */
export async function measureInside(pid: number, work: () => Promise<void>): Promise<Measured> {
  const before = await processNow(pid);
  let most = before.memory;
  const watch = setInterval(() => void processNow(pid).then(({ memory }) => (most = Math.max(most, memory)), () => undefined), 20);
  const start = performance.now();
  try {
    await work();
  } finally {
    clearInterval(watch);
  }
  const seconds = (performance.now() - start) / 1000;
  const after = await processNow(pid);
  return { seconds, processor: after.processor - before.processor, memory: most - before.memory };
}
