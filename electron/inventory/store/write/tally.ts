import { hasOtherPrices, monthlyStorageCost } from '../../../../shared/ecr/cost/storage-cost';
import type { Image } from '../../../../shared/model/image';
import { imageOf, IMAGE_COLUMNS, millisecondsOf, type ImageRow } from '../rows';
import { wordLines } from '../memory/word-lines';
import type { SqlDatabase } from '../sql/database';
import { rangeOf } from './put-images';

/** When an image was pushed, and last pulled, in epoch milliseconds. */
type Times = readonly [pushed: number | null, pulled: number | null];

/** Reckons up what a repository's images come to, and the words that they are found by; they are read where they are not at hand. */
export function tally(database: SqlDatabase, id: number, known?: { images: readonly Image[]; times: readonly Times[] }): void {
  const all = known?.images ?? database.rows<ImageRow>(`SELECT ${IMAGE_COLUMNS} FROM image i WHERE i.id BETWEEN ? AND ?`, rangeOf(id)).map(imageOf);
  const findings: Record<string, number> = {};
  const sum = { size: 0, archived: 0, untagged: 0, newest: null as number | null, oldest: null as number | null, pulled: null as number | null, stalest: null as number | null, largest: 0, smallest: null as number | null };
  for (const [index, { tags, findings: own, sizeBytes, pushedAt, lastPulledAt, storage }] of all.entries()) {
    if (own !== undefined) for (const [severity, count] of Object.entries(own)) findings[severity] = (findings[severity] ?? 0) + count;
    sum.size += sizeBytes;
    if (storage === 'archived') sum.archived += sizeBytes;
    if (tags.length === 0) sum.untagged += 1;
    sum.largest = Math.max(sum.largest, sizeBytes);
    sum.smallest = least(sum.smallest, sizeBytes);
    const [pushed, pulled] = known?.times[index] ?? [millisecondsOf(pushedAt), millisecondsOf(lastPulledAt)];
    [sum.newest, sum.oldest] = [most(sum.newest, pushed), least(sum.oldest, pushed)];
    [sum.pulled, sum.stalest] = [most(sum.pulled, pulled), least(sum.stalest, pulled)];
  }
  const { size, archived, untagged, newest, oldest, pulled, stalest, largest, smallest } = sum;
  const [region = '', registry] = database.row<[string, string]>('SELECT region, registry FROM repository WHERE id = ?', [id]) ?? [];
  // The free gigabytes of public storage are the account's: no repository has a price of its own there.
  const cost = registry === 'public' || hasOtherPrices(region) ? null : monthlyStorageCost({ standard: size - archived, archived });
  database.run('UPDATE repository SET images = ?, size = ?, untagged = ?, newest = ?, oldest = ?, pulled = ?, stalest = ?, largest = ?, smallest = ?, cost = ?, findings = ? WHERE id = ?', [
    all.length, size, untagged, newest, oldest, pulled, stalest, largest, smallest, cost, Object.keys(findings).length === 0 ? null : JSON.stringify(findings), id,
  ]);
  database.run('INSERT INTO words (id, words) VALUES (?, ?) ON CONFLICT (id) DO UPDATE SET words = excluded.words', [id, wordLines(all)]);
  database.touched.add(id);
}

const most = (one: number | null, other: number | null): number | null => (one === null ? other : other === null ? one : Math.max(one, other));
const least = (one: number | null, other: number | null): number | null => (one === null ? other : other === null ? one : Math.min(one, other));
