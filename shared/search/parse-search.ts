/**
 * The language of the search boxes: words and filters, all of which must hold.
 * `api account:prod -region:us-* resource:team=web tag:v1* pushed:<30d size:>1gb finding:critical untagged "two words"`
 */

/**
 * Filters by text; a value with `*` stands for the whole of it, one without for a part, of a digest for its beginning. Resource tags and labels are
 * `key=value`; findings are severities that there are any of; storage is `standard`, `archived` or `activating`.
 */
export const TEXT_FILTERS = ['name', 'account', 'region', 'profile', 'host', 'resource', 'tag', 'digest', 'platform', 'type', 'label', 'finding', 'storage'] as const;
export type TextFilter = (typeof TEXT_FILTERS)[number];
/** Other ways to write a filter. */
const ALIASES: ReadonlyMap<string, TextFilter> = new Map([['findings', 'finding'], ['resources', 'resource'], ['labels', 'label'], ['tags', 'tag']]);
/** Filters by time: how long ago, or a day. */
export const TIME_FILTERS = ['pushed', 'pulled', 'created'] as const;
export type TimeFilter = (typeof TIME_FILTERS)[number];
export const FLAGS = ['tagged', 'untagged', 'public', 'private'] as const;
export type Flag = (typeof FLAGS)[number];

export type SearchTerm = { not: boolean } & (
  | { kind: 'word'; text: string }
  | { kind: 'text'; filter: TextFilter; value: string }
  /** The time lies within these bounds, in epoch milliseconds. */
  | { kind: 'time'; filter: TimeFilter; from?: number; to?: number }
  /** The bytes lie within these bounds. */
  | { kind: 'size'; least?: number; most?: number }
  | { kind: 'flag'; flag: Flag }
);

export interface Search {
  terms: SearchTerm[];
  /** One sentence for each filter that could not be understood; it is left out. */
  problems: string[];
}

const DAY = 86_400_000;
const AGES: Readonly<Record<string, number>> = { h: 3_600_000, d: DAY, w: 7 * DAY, m: 30 * DAY, y: 365 * DAY };
const SIZES: Readonly<Record<string, number>> = {
  '': 1, b: 1, kb: 1e3, mb: 1e6, gb: 1e9, tb: 1e12, kib: 2 ** 10, mib: 2 ** 20, gib: 2 ** 30, tib: 2 ** 40,
};

/** Reads what a person typed; never throws. `now` is epoch milliseconds, for ages. */
export function parseSearch(text: string, now: number): Search {
  const search: Search = { terms: [], problems: [] };
  for (const [, minus, typedKey, quoted, plain] of text.toLowerCase().matchAll(/(-?)(?:([a-z]+):)?(?:"([^"]*)"?|([^\s"]*))/g)) {
    const value = quoted ?? plain ?? '';
    const key = typedKey === undefined ? undefined : (ALIASES.get(typedKey) ?? typedKey);
    const term = termOf(key, value, { now, isQuoted: quoted !== undefined });
    if (typeof term === 'string') search.problems.push(term);
    else if (term !== undefined) search.terms.push({ ...term, not: minus === '-' });
  }
  return search;
}

type Unsigned<T> = T extends unknown ? Omit<T, 'not'> : never;

function termOf(key: string | undefined, value: string, { now, isQuoted }: { now: number; isQuoted: boolean }): Unsigned<SearchTerm> | string | undefined {
  if (key === undefined) {
    if (!isQuoted && isOneOf(FLAGS, value)) return { kind: 'flag', flag: value };
    return value === '' ? undefined : { kind: 'word', text: value };
  }
  const isFilter = key === 'size' || isOneOf(TEXT_FILTERS, key) || isOneOf(TIME_FILTERS, key);
  // Still being typed.
  if (isFilter && /^[<>]?=?$/.test(value)) return undefined;
  if (isOneOf(TEXT_FILTERS, key)) return { kind: 'text', filter: key, value };
  if (isOneOf(TIME_FILTERS, key)) return timeTerm(key, value, now);
  if (key === 'size') return sizeTerm(value);
  // Not one of ours: a person may well look for a text with a colon in it.
  return { kind: 'word', text: `${key}:${value}` };
}

/** `<30d` is younger than thirty days, `>1y` older than a year; `>2026-01-31` after that day, `<` before it, the day alone on it (UTC). */
function timeTerm(filter: TimeFilter, value: string, now: number): Unsigned<SearchTerm> | string {
  const age = /^([<>]=?)(\d+(?:\.\d+)?)([hdwmy])$/.exec(value);
  if (age !== null) {
    const at = now - Number(age[2]) * (AGES[age[3] as string] as number);
    return age[1]?.startsWith('<') === true ? { kind: 'time', filter, from: at } : { kind: 'time', filter, to: at };
  }
  const day = /^([<>]=?)?(\d{4}-\d{2}-\d{2})$/.exec(value);
  const start = Date.parse(`${day?.[2]}T00:00:00Z`);
  if (day === null || Number.isNaN(start)) return `“${filter}:${value}” is not understood: write ${filter}:<30d, ${filter}:>6m or ${filter}:2026-01-31.`;
  if (day[1] === undefined) return { kind: 'time', filter, from: start, to: start + DAY - 1 };
  if (day[1].startsWith('>')) return { kind: 'time', filter, from: day[1] === '>' ? start + DAY : start };
  return { kind: 'time', filter, to: day[1] === '<' ? start - 1 : start + DAY - 1 };
}

function sizeTerm(value: string): Unsigned<SearchTerm> | string {
  const [, comparison, number, unit = ''] = /^([<>]=?)(\d+(?:\.\d+)?)([kmgt]?i?b?)$/.exec(value) ?? [];
  const factor = SIZES[unit] ?? SIZES[`${unit}b`];
  if (comparison === undefined || factor === undefined) return `“size:${value}” is not understood: write size:>1gb or size:<200mb.`;
  const bytes = Number(number) * factor;
  return comparison.startsWith('>') ? { kind: 'size', least: bytes } : { kind: 'size', most: bytes };
}

const isOneOf = <T extends string>(list: readonly T[], text: string): text is T => (list as readonly string[]).includes(text);
