/** The one of `candidates` that `text` was probably meant to be: at most two letters differ. */
export function nearest(text: string, candidates: readonly string[]): string | undefined {
  const near = candidates.map((candidate) => ({ candidate, steps: distance(text, candidate) })).filter(({ steps }) => steps <= 2);
  return near.sort((a, b) => a.steps - b.steps)[0]?.candidate;
}

/** Letters to add, drop, change or swap with their neighbour (optimal string alignment); anything over 2 may come out as 3. */
function distance(a: string, b: string): number {
  if (Math.abs(a.length - b.length) > 2) return 3;
  const rows: number[][] = [Array.from({ length: b.length + 1 }, (_, column) => column)];
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1] ? 0 : 1;
      let steps = Math.min((rows[i - 1]?.[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1, (rows[i - 1]?.[j - 1] ?? 0) + same);
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) steps = Math.min(steps, (rows[i - 2]?.[j - 2] ?? 0) + 1);
      row.push(steps);
    }
    rows.push(row);
  }
  return rows[a.length]?.[b.length] ?? 3;
}
