import { hasOtherPrices, monthlyStorageCost } from '../../../../shared/ecr/cost/storage-cost';
import type { Image } from '../../../../shared/model/image';
import { imageOf, IMAGE_COLUMNS, millisecondsOf, type ImageRow } from '../rows';
import type { SqlDatabase } from '../sql/database';
import { rangeOf } from './put-images';

/** Reckons up what a repository's images come to, and the words that they are found by; `images` are read where they are not at hand. */
export function tally(database: SqlDatabase, id: number, images?: readonly Image[]): void {
  const all = images ?? database.rows<ImageRow>(`SELECT ${IMAGE_COLUMNS} FROM image i WHERE i.id BETWEEN ? AND ?`, rangeOf(id)).map(imageOf);
  const words = new Set<string>();
  const findings: Record<string, number> = {};
  const sum = { size: 0, archived: 0, untagged: 0, newest: null as number | null, pulled: null as number | null, largest: 0 };
  for (const { tags, platforms = [], labels = {}, findings: own = {}, sizeBytes, pushedAt, lastPulledAt, storage } of all) {
    for (const word of [...tags, ...platforms, ...Object.entries(labels).map(([key, value]) => `${key}=${value}`)]) words.add(word.replaceAll('\n', ' ').toLowerCase());
    for (const [severity, count] of Object.entries(own)) findings[severity] = (findings[severity] ?? 0) + count;
    sum.size += sizeBytes;
    if (storage === 'archived') sum.archived += sizeBytes;
    if (tags.length === 0) sum.untagged += 1;
    sum.largest = Math.max(sum.largest, sizeBytes);
    sum.newest = later(sum.newest, millisecondsOf(pushedAt));
    sum.pulled = later(sum.pulled, millisecondsOf(lastPulledAt));
  }
  const { size, archived, untagged, newest, pulled, largest } = sum;
  const [region = '', registry] = database.row<[string, string]>('SELECT region, registry FROM repository WHERE id = ?', [id]) ?? [];
  // The free gigabytes of public storage are the account's: no repository has a price of its own there.
  const cost = registry === 'public' || hasOtherPrices(region) ? null : monthlyStorageCost({ standard: size - archived, archived });
  database.run('UPDATE repository SET images = ?, size = ?, untagged = ?, newest = ?, pulled = ?, largest = ?, cost = ?, findings = ? WHERE id = ?', [
    all.length, size, untagged, newest, pulled, largest, cost, Object.keys(findings).length === 0 ? null : JSON.stringify(findings), id,
  ]);
  database.run('INSERT INTO words (id, words) VALUES (?, ?) ON CONFLICT (id) DO UPDATE SET words = excluded.words', [id, `\n${[...words].join('\n')}\n`]);
}

const later = (one: number | null, other: number | null): number | null => (one === null ? other : other === null ? one : Math.max(one, other));
