import type { SqlValue } from '../sql/database';

/** How well names fit the words, the smaller the better: the whole name, its last part, its beginning, the beginning of a word in it, anywhere in it, elsewhere. */
export function nameRank(words: readonly string[]): { sql: string; values: SqlValue[] } {
  const ranks = words.map((word) => ({
    sql: `CASE WHEN r.name = ? THEN 0 WHEN r.name LIKE ? ESCAPE char(1) THEN 1 WHEN substr(r.name, 1, ?) = ? THEN 2 WHEN instr('/' || r.name, ?) > 0 THEN 3 WHEN instr(replace(replace(r.name, '.', '-'), '_', '-'), ?) > 0 THEN 4 WHEN instr(r.name, ?) > 0 THEN 5 ELSE 6 END`,
    values: [word, `%/${word.replaceAll(/[%_\u0001]/g, '\u0001$&')}`, word.length, word, `/${word}`, `-${word.replaceAll(/[._]/g, '-')}`, word],
  }));
  return ranks.length === 0 ? { sql: '0', values: [] } : { sql: ranks.map(({ sql }) => sql).join(' + '), values: ranks.flatMap(({ values }) => values) };
}
