/** Docker's config.json as text: who answers for a host, and edits that leave every other byte as it is. */
import { parseTree, type ParseError } from 'jsonc-parser';
import { nodeAt, withoutProperty, withProperty } from './json-edit';

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
  const root = parseTree(text, errors, { disallowComments: true, allowTrailingComma: false });
  const offset = errors[0]?.offset;
  if (offset !== undefined) return faultAt(text, offset, 'the text is not JSON there');
  if (root?.type !== 'object') return faultAt(text, root?.offset ?? 0, 'it is not an object');
  for (const key of ['auths', 'credHelpers']) {
    const node = nodeAt(text, [key]);
    if (node !== undefined && node.type !== 'object' && node.type !== 'null') return faultAt(text, node.offset, `“${key}” is not an object`);
  }
  return undefined;
}

/** `credHelpers[host]` (empty: the file), then `credsStore`, then the file. The text must have no fault. */
export function answererFor(text: string, host: string): Answerer {
  const helper = stringAt(text, ['credHelpers', host]) ?? stringAt(text, ['credsStore']) ?? '';
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
  const base = asObject(text);
  const entry = ['auths', host];
  if (nodeAt(base, entry)?.type !== 'object') return withProperty(base, entry, { auth });
  const cleared = ['identitytoken', 'registrytoken'].reduce((left, key) => withoutProperty(left, [...entry, key]), base);
  return withProperty(cleared, [...entry, 'auth'], auth);
}

/** Takes `auths[host]` out; a text without it is returned as it is. */
export function withoutAuth(text: string, host: string): string {
  return withoutProperty(text, ['auths', host]);
}

/** A text whose `auths` is an object; an empty file becomes one, and so does `"auths": null`. */
function asObject(text: string): string {
  const object = text.trim() === '' ? '{}\n' : text;
  return nodeAt(object, ['auths'])?.type === 'object' ? object : withProperty(object, ['auths'], {});
}

function stringAt(text: string, path: readonly string[]): string | undefined {
  const node = nodeAt(text, path);
  return node?.type === 'string' ? String(node.value) : undefined;
}

function faultAt(text: string, offset: number, reason: string): ConfigFault {
  const before = text.slice(0, offset);
  return { line: before.split('\n').length, column: offset - before.lastIndexOf('\n'), reason };
}
