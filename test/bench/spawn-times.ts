import { execFileSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** One program in a comparison, and what it took. Medians. */
export interface SpawnTimes {
  name: string;
  milliseconds: number;
  /** Milliseconds of processor. */
  processor: number;
  /** MiB at most. */
  memory: number;
}

export interface SpawnComparison {
  programs: readonly { name: string; command: readonly string[] }[];
  /** Standard input of each. */
  input: string;
  env: Readonly<Record<string, string | undefined>>;
  rounds: number;
}

const WARM_UP = 5;

/** Starts the programs in turn, so that a busy moment of the machine falls on all of them. Needs a C compiler. */
export const spawnTimes = async ({ programs, input, env, rounds }: SpawnComparison): Promise<SpawnTimes[]> => {
  const folder = await mkdtemp(join(tmpdir(), 'berth-spawn-'));
  try {
    const [timer, file] = [join(folder, 'spawn-timer'), join(folder, 'input')];
    execFileSync('cc', ['-std=c11', '-O2', '-Wall', '-Wextra', '-Werror', '-o', timer, join(__dirname, 'spawn-timer.c')]);
    await writeFile(file, input);
    const commands = programs.flatMap(({ command }) => ['--', ...command]);
    const measure = (count: number): string => execFileSync(timer, [String(count), file, ...commands], { encoding: 'utf8', env: { ...env } });
    measure(WARM_UP);
    const lines = measure(rounds).trim().split('\n').map((line) => line.split(' ').map(Number));
    return programs.map(({ name }, index) => {
      const mine = lines.filter(([which]) => which === index);
      const middle = (column: number): number => median(mine.map((line) => line[column] ?? 0));
      return { name, milliseconds: middle(1) / 1e6, processor: middle(2) / 1e3, memory: middle(3) / 1024 };
    });
  } finally {
    await rm(folder, { recursive: true });
  }
};

const median = (values: readonly number[]): number => {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1 ? (sorted[middle] ?? 0) : ((sorted[middle - 1] ?? 0) + (sorted[middle] ?? 0)) / 2;
};

/** The comparison as a table, each over the program `peer`. */
export const tableOf = (times: readonly SpawnTimes[], peer: string): string => {
  const other = times.find(({ name }) => name === peer)?.milliseconds;
  const width = Math.max(...times.map(({ name }) => name.length));
  const rows = times.map(({ name, milliseconds, processor, memory }) => {
    const ratio = other === undefined ? '' : `${(milliseconds / other).toFixed(2)} ×`;
    return `  ${name.padEnd(width)} ${milliseconds.toFixed(2).padStart(8)} ms ${ratio.padStart(8)} ${processor.toFixed(1).padStart(7)} ms of processor ${memory.toFixed(1).padStart(6)} MiB`;
  });
  return [`  ${''.padEnd(width)} ${'median'.padStart(8)}    ${`over ${peer}`}`, ...rows].join('\n');
};
