import type { TextColumn } from '../../memory/text-column';

/** How well a name fits a word, the smaller the better: the whole name, its last part, its beginning, the beginning of a part, of a word in it, anywhere in it, elsewhere. */
function rankOf(name: string, { word, afterSlash, afterDash }: { word: string; afterSlash: string; afterDash: string }): number {
  const at = name.indexOf(word);
  if (at < 0) return plain(name).includes(afterDash) ? 4 : 6;
  if (name === word) return 0;
  if (name.endsWith(afterSlash)) return 1;
  if (at === 0) return 2;
  if (name.includes(afterSlash, at - 1)) return 3;
  return plain(name).includes(afterDash, at - 1) ? 4 : 5;
}

/** Words in names stand behind dashes, dots or underscores. */
const plain = (name: string): string => (name.includes('.') || name.includes('_') ? name.replaceAll(/[._]/g, '-') : name);

/** Longer names are as good as each other. */
const LONGEST = 256;

/** The rows with the best fit first, then the shorter names; those that are as good as each other stay as they are. */
export function byRelevance(rows: readonly number[], names: TextColumn, words: readonly string[]): number[] {
  const wanted = words.map((word) => ({ word, afterSlash: `/${word}`, afterDash: `-${word.replaceAll(/[._]/g, '-')}` }));
  const buckets: number[][] = [];
  for (const row of rows) {
    const name = names.at(row);
    let rank = Math.min(name.length, LONGEST);
    for (const one of wanted) rank += rankOf(name, one) * (LONGEST + 1);
    (buckets[rank] ??= []).push(row);
  }
  return buckets.flat();
}
