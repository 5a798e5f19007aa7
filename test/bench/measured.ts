/** What a piece of work took: seconds, seconds of processor, MiB at most (above what was there before, where it was). */
export interface Measured {
  seconds: number;
  processor: number;
  memory: number;
}

export interface Contender {
  name: string;
  /** One round; `undefined` when it cannot do this at all. */
  run: (round: number) => Promise<Measured | undefined>;
}

/** Runs the contenders in turn, round after round, so that a busy moment of the machine falls on all. Medians. */
export async function interleaved(contenders: readonly Contender[], rounds: number): Promise<Map<string, Measured>> {
  const all = new Map<string, Measured[]>(contenders.map(({ name }) => [name, []]));
  for (let round = 0; round < rounds; round += 1) {
    for (const { name, run } of contenders) {
      const measured = await run(round);
      if (measured !== undefined) all.get(name)?.push(measured);
    }
  }
  const medians = new Map<string, Measured>();
  for (const [name, rows] of all) {
    if (rows.length === 0) continue;
    const of = (key: keyof Measured): number => median(rows.map((row) => row[key]));
    medians.set(name, { seconds: of('seconds'), processor: of('processor'), memory: of('memory') });
  }
  return medians;
}

export const median = (values: readonly number[]): number => {
  const sorted = [...values].sort((one, other) => one - other);
  const middle = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1 ? (sorted[middle] ?? 0) : ((sorted[middle - 1] ?? 0) + (sorted[middle] ?? 0)) / 2;
};

/** The medians as a table, each over its peer. */
export function comparison(title: string, medians: ReadonlyMap<string, Measured>, peer: string): string {
  const other = medians.get(peer)?.seconds;
  const width = Math.max(...[...medians.keys()].map(({ length }) => length));
  const rows = [...medians].map(([name, { seconds, processor, memory }]) => {
    const ratio = other === undefined ? '' : `${(seconds / other).toFixed(2)} ×`;
    return `  ${name.padEnd(width)} ${seconds.toFixed(2).padStart(7)} s ${ratio.padStart(7)} ${processor.toFixed(2).padStart(6)} s of processor ${memory.toFixed(0).padStart(5)} MiB`;
  });
  return [`${title}, over ${peer}`, ...rows].join('\n');
}
