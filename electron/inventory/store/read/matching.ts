import type { RepositoryConditions } from './repository-condition';
import type { Reading } from './repositories';

/** Longer lists are no quicker to go through than everything. */
const SHORT = 15_000;

/** How many repositories a search finds and, where that is a short list that words led to, which. */
export interface Matching {
  total: number;
  /** Ids, as JSON. */
  ids?: string;
}

interface Earlier {
  others: string;
  words: readonly string[];
  ids: string;
}

/** Looks at everything once for a new search; one that was typed on only at what the shorter one found. */
export function matchingOf({ database, kept }: Reading, conditions: RepositoryConditions): Matching {
  const { sql, values, wanted } = conditions;
  const words = wanted.words.filter((word) => !word.not).map(({ text }) => text);
  const others = JSON.stringify(conditions.others);
  return kept.answer(`matching ${sql} ${JSON.stringify(values)}`, () => {
    if (words.length === 0) return { total: database.value<number>(`SELECT count(*) FROM repository r WHERE ${sql}`, values) ?? 0 };
    const earlier = kept.answer<Earlier[]>('earlier searches', () => []);
    const wider = earlier.find((one) => one.others === others && one.words.every((word) => words.some((longer) => longer.includes(word))));
    const from = wider === undefined ? { sql: 'repository r WHERE', values: [] } : { sql: 'json_each(?) j CROSS JOIN repository r ON r.id = j.value WHERE', values: [wider.ids] };
    const [total = 0, ids = null] = database.row<[number, string | null]>(`SELECT count(*), CASE WHEN count(*) <= ${SHORT} THEN '[' || group_concat(r.id) || ']' END FROM ${from.sql} ${sql}`, [...from.values, ...values]) ?? [];
    if (ids === null) return { total };
    earlier.unshift({ others, words, ids });
    earlier.splice(8);
    return { total, ids };
  });
}
