/** Docker's config.json as text: who answers for a host, and edits that leave every other byte as it is. */
import type { Node, ParseError } from 'jsonc-parser';
import { nodeAt, nodesAt, treeOf, withoutProperty, withProperty, withRawProperty } from './json-edit';

/** Where the text stops being JSON; both count from 1. */
export interface ConfigFault {
  line: number;
  column: number;
  reason: string;
}

/** Who keeps the sign-in of a host: a helper program, or the file itself. Order as in docker/cli. */
export type Answerer = { kind: 'helper'; helper: string } | { kind: 'file' };

/** What is wrong with the text as JSON, or `undefined`. An empty text is an empty configuration, as for Docker. */
export function configFault(text: string): ConfigFault | undefined {
  if (text.trim() === '') return undefined;
  const errors: ParseError[] = [];
  const root = treeOf(text, errors);
  const offset = errors[0]?.offset;
  if (offset !== undefined) return faultAt(text, offset, 'the text is not JSON there');
  if (root?.type !== 'object') return faultAt(text, root?.offset ?? 0, 'it is not an object');
  for (const key of ['auths', 'credHelpers']) {
    const node = nodeAt(text, [key], root);
    if (node !== undefined && node.type !== 'object' && node.type !== 'null') return faultAt(text, node.offset, `“${key}” is not an object`);
  }
  return undefined;
}

/** `credHelpers[host]` (empty: the file), then `credsStore`, then the file. The text must have no fault. */
export function answererFor(text: string, host: string): Answerer {
  const root = treeOf(text);
  const helper = stringAt(text, ['credHelpers', host], root) ?? stringAt(text, ['credsStore'], root) ?? '';
  return helper === '' ? { kind: 'file' } : { kind: 'helper', helper };
}

/** The base64 of `user:password` kept for a host, or `undefined`. */
export function authOf(text: string, host: string): string | undefined {
  return stringAt(text, ['auths', host, 'auth']);
}

/** Whether `auths` names the host, with or without a secret. */
export function hasAuth(text: string, host: string): boolean {
  return nodeAt(text, ['auths', host]) !== undefined;
}

/** Sets `auths[host]`; other keys of that entry (`email`) stay, an identity token of another sign-in goes. */
export function withAuth(text: string, host: string, auth: string): string {
  const object = asObject(text);
  const root = treeOf(object);
  const entry = ['auths', host];
  if (nodeAt(object, entry, root)?.type !== 'object') return withProperty(object, entry, { auth }, root);
  const tokens = ['identitytoken', 'registrytoken'].filter((key) => nodeAt(object, [...entry, key], root) !== undefined);
  if (tokens.length === 0) return withProperty(object, [...entry, 'auth'], auth, root);
  const cleared = tokens.reduce((left, key) => withoutProperty(left, [...entry, key]), object);
  return withProperty(cleared, [...entry, 'auth'], auth);
}

/** Takes `auths[host]` out; a text without it is returned as it is. */
export function withoutAuth(text: string, host: string): string {
  return withoutProperty(text, ['auths', host]);
}

/** Lets the helper program `docker-credential-HELPER` answer for a host. */
export function withHelper(text: string, host: string, helper: string): string {
  return withProperty(asObject(text, 'credHelpers'), ['credHelpers', host], helper);
}

/** Takes `credHelpers[host]` out; the last one takes an object that has become empty with it. */
export function withoutHelper(text: string, host: string): string {
  const without = withoutProperty(text, ['credHelpers', host]);
  return without !== text && nodeAt(without, ['credHelpers'])?.children?.length === 0 ? withoutProperty(without, ['credHelpers']) : without;
}

/** Takes `credsStore` out. */
export const withoutStore = (text: string): string => withoutProperty(text, ['credsStore']);

/** `credsStore`, where it names a helper. */
export const storeOf = (text: string): string | undefined => stringAt(text, ['credsStore']) || undefined;

/** `credHelpers`: helper by host, also `''` (the file). */
export const helpersOf = (text: string): ReadonlyMap<string, string> =>
  new Map(propertiesAt(text, 'credHelpers').flatMap(([host, node]) => (node.type === 'string' ? [[host, String(node.value)] as const] : [])));

/** Every entry of `auths`, with its base64 of `user:password` (`''`: the entry of a host that a helper serves). */
export const authsOf = (text: string): ReadonlyMap<string, string> =>
  new Map(propertiesAt(text, 'auths').map(([host, entry]) => [host, authIn(entry)]));

/** The JSON text at a path, byte for byte, or `undefined`. */
export function rawAt(text: string, path: readonly string[]): string | undefined {
  const node = nodeAt(text, path);
  return node === undefined ? undefined : text.slice(node.offset, node.offset + node.length);
}

/** `text` with what `from` has at this path: the same bytes, or nothing there. */
export function withPathOf(from: string, text: string, path: readonly string[]): string {
  const raw = rawAt(from, path);
  if (raw === undefined) return path[0] === 'credHelpers' ? withoutHelper(text, path[1] ?? '') : withoutProperty(text, path);
  const [holder] = path;
  return withRawProperty(path.length > 1 && holder !== undefined ? asObject(text, holder) : asText(text), path, raw);
}

const asText = (text: string): string => (text.trim() === '' ? '{}\n' : text);

/** A text whose `auths` (or `credHelpers`) is an object; an empty file becomes one, and so does `"auths": null`. */
function asObject(text: string, key = 'auths'): string {
  const object = asText(text);
  return nodeAt(object, [key])?.type === 'object' ? object : withProperty(object, [key], {});
}

function authIn(entry: Node): string {
  const value = entry.children?.filter(({ children }) => children?.[0]?.value === 'auth').at(-1)?.children?.[1];
  return value?.type === 'string' ? String(value.value) : '';
}

/** All properties of `text[key]`; where the key is there twice, those of both. */
function propertiesAt(text: string, key: string): [string, Node][] {
  return nodesAt(text, [key]).flatMap((node) => node.children ?? []).flatMap(({ children }) =>
    children?.[0] !== undefined && children[1] !== undefined ? [[String(children[0].value), children[1]] as [string, Node]] : [],
  );
}

function stringAt(text: string, path: readonly string[], root = treeOf(text)): string | undefined {
  const node = nodeAt(text, path, root);
  return node?.type === 'string' ? String(node.value) : undefined;
}

function faultAt(text: string, offset: number, reason: string): ConfigFault {
  const before = text.slice(0, offset);
  return { line: before.split('\n').length, column: offset - before.lastIndexOf('\n'), reason };
}
