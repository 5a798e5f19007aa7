/** Reading JSON that strangers wrote: what has another shape than it should is left out, never an error. */

export type JsonObject = Readonly<Record<string, unknown>>;

/** The object that a text is, or an empty one. */
export function parseObject(text: string): JsonObject {
  return objectOf(parseJson(text));
}

/** Undefined for what is no JSON. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

export const objectOf = (value: unknown): JsonObject => (typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as JsonObject) : {});

/** Longest text of one field; longer ones are cut, so that one field cannot fill the window. */
const LONGEST = 100_000;
/** Most entries of one list or table. */
const MOST = 2000;

export const textOf = (value: unknown): string | undefined => (typeof value === 'string' && value !== '' ? clip(value) : undefined);
export const numberOf = (value: unknown): number | undefined => (typeof value === 'number' && Number.isFinite(value) ? value : undefined);
export const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value.slice(0, MOST) : []);
export const textsOf = (value: unknown): string[] => listOf(value).flatMap((each) => (typeof each === 'string' ? [clip(each)] : []));

/** Names and texts of a table; a number or a truth value becomes text. */
export function tableOf(value: unknown): Record<string, string> {
  const entries = Object.entries(objectOf(value)).slice(0, MOST);
  // `fromEntries` defines properties, so that a key `__proto__` is a key like any other.
  return Object.fromEntries(entries.flatMap(([key, each]) => (typeof each === 'string' || typeof each === 'number' || typeof each === 'boolean' ? [[clip(key), clip(String(each))]] : [])));
}

const clip = (text: string): string => (text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text);
