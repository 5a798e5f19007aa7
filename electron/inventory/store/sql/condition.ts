import type { SqlValue } from './database';

/** A piece of SQL that is true or false, and what stands for its question marks. */
export interface Condition {
  sql: string;
  values: readonly SqlValue[];
}

export const TRUE: Condition = { sql: '1', values: [] };
export const FALSE: Condition = { sql: '0', values: [] };

export const condition = (sql: string, ...values: SqlValue[]): Condition => ({ sql, values });
export const not = ({ sql, values }: Condition): Condition => ({ sql: `NOT coalesce((${sql}), 0)`, values });
export const allOf = (conditions: readonly Condition[]): Condition => joined(conditions.filter((each) => each !== TRUE), ' AND ', TRUE);
export const anyOf = (conditions: readonly Condition[]): Condition => joined(conditions.filter((each) => each !== FALSE), ' OR ', FALSE);

function joined(conditions: readonly Condition[], by: string, empty: Condition): Condition {
  const [first] = conditions;
  if (first === undefined) return empty;
  if (conditions.length === 1) return first;
  return { sql: conditions.map(({ sql }) => `(${sql})`).join(by), values: conditions.flatMap(({ values }) => values) };
}

/** Whether a text in lower case has `value` in it or, where that has a `*`, is it as a whole. */
export const matches = (expression: string, value: string): Condition =>
  value.includes('*') ? condition(`${expression} GLOB ?`, globOf(value)) : condition(`instr(${expression}, ?) > 0`, value);

/** `*` alone is special in our patterns; GLOB knows `?` and `[` too. */
const globOf = (pattern: string): string => pattern.replaceAll(/[?[]/g, '[$&]');
