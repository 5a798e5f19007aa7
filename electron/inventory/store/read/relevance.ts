/** How well a name fits a word, the smaller the better: the whole name, its last part, its beginning, the beginning of a part, of a word in it, anywhere in it, elsewhere. */
function rankOf(name: string, plain: string, { word, afterSlash, afterDash }: { word: string; afterSlash: string; afterDash: string }): number {
  const at = name.indexOf(word);
  if (at < 0) return plain.includes(afterDash) ? 4 : 6;
  if (name === word) return 0;
  if (name.endsWith(afterSlash)) return 1;
  if (at === 0) return 2;
  if (name.includes(afterSlash)) return 3;
  return plain.includes(afterDash) ? 4 : 5;
}

/** Longer names are as good as each other. */
const LONGEST = 256;

/** The rows with the best fit first, then the shorter names; those that are as good as each other stay as they are. */
export function byRelevance(rows: readonly number[], names: readonly string[], words: readonly string[]): number[] {
  const wanted = words.map((word) => ({ word, afterSlash: `/${word}`, afterDash: `-${word.replaceAll(/[._]/g, '-')}` }));
  const buckets = new Map<number, number[]>();
  for (const row of rows) {
    const name = names[row] as string;
    const plain = /[._]/.test(name) ? name.replaceAll(/[._]/g, '-') : name;
    const rank = wanted.reduce((sum, one) => sum + rankOf(name, plain, one), 0) * (LONGEST + 1) + Math.min(name.length, LONGEST);
    const bucket = buckets.get(rank);
    if (bucket === undefined) buckets.set(rank, [row]);
    else bucket.push(row);
  }
  return [...buckets].sort(([a], [b]) => a - b).flatMap(([, bucket]) => bucket);
}
