/** Docker's config.json as text: who answers for a host, and edits that leave every other byte as it is. */
import { applyEdits, findNodeAtLocation, getNodeValue, modify, parseTree, type Node, type ParseError } from 'jsonc-parser';

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
    const node = valueOf(root, key);
    if (node !== undefined && node.type !== 'object' && node.type !== 'null') return faultAt(text, node.offset, `“${key}” is not an object`);
  }
  return undefined;
}

/** `credHelpers[host]` (empty: the file), then `credsStore`, then the file. The text must have no fault. */
export function answererFor(text: string, host: string): Answerer {
  const root = parseTree(text);
  if (root === undefined) return { kind: 'file' };
  const helper = stringAt(valueOf(root, 'credHelpers'), host);
  if (helper !== undefined) return helper === '' ? { kind: 'file' } : { kind: 'helper', helper };
  const store = stringAt(root, 'credsStore');
  return store === undefined || store === '' ? { kind: 'file' } : { kind: 'helper', helper: store };
}

/** The base64 of `user:password` kept for a host, or `undefined`. */
export function authOf(text: string, host: string): string | undefined {
  const entry = valueOf(valueOf(parseTree(text), 'auths'), host);
  return stringAt(entry, 'auth');
}

/** Whether `auths` names the host, with or without a secret. */
export function hasAuth(text: string, host: string): boolean {
  return valueOf(valueOf(parseTree(text), 'auths'), host) !== undefined;
}

/** Sets `auths[host]`; other keys of that entry (`email`) stay, an identity token of another sign-in goes. */
export function withAuth(text: string, host: string, auth: string): string {
  const base = asObject(text);
  if (valueOf(valueOf(parseTree(base), 'auths'), host)?.type !== 'object') return edit(base, ['auths', host], { auth });
  const cleared = edit(edit(base, ['auths', host, 'identitytoken'], undefined), ['auths', host, 'registrytoken'], undefined);
  return edit(cleared, ['auths', host, 'auth'], auth);
}

/** Takes `auths[host]` out; a text without it is returned as it is. */
export function withoutAuth(text: string, host: string): string {
  return hasAuth(text, host) ? edit(text, ['auths', host], undefined) : text;
}

function asObject(text: string): string {
  if (text.trim() === '') return '{}\n';
  // `"auths": null` is what some tools leave; a property can only be put into an object.
  return valueOf(parseTree(text), 'auths')?.type === 'null' ? edit(text, ['auths'], {}) : text;
}

function edit(text: string, path: string[], value: unknown): string {
  if (value === undefined && findNode(text, path) === undefined) return text;
  return applyEdits(text, modify(text, path, value, { formattingOptions: formattingOf(text) }));
}

const findNode = (text: string, path: string[]): Node | undefined => {
  const root = parseTree(text);
  return root && findNodeAtLocation(root, path);
};

/** The indentation and line ends in use, so that a new entry looks like its neighbours; Docker itself writes tabs. */
function formattingOf(text: string): { insertSpaces: boolean; tabSize: number; eol: string } {
  const indent = /\n([ \t]+)"/.exec(text)?.[1] ?? '\t';
  return { insertSpaces: !indent.includes('\t'), tabSize: indent.includes('\t') ? 4 : indent.length, eol: text.includes('\r\n') ? '\r\n' : '\n' };
}

/** The last of several equal keys, as Docker's own parser takes it. */
function valueOf(object: Node | undefined, key: string): Node | undefined {
  if (object?.type !== 'object') return undefined;
  const properties = (object.children ?? []).filter((property) => property.children?.[0]?.value === key);
  return properties[properties.length - 1]?.children?.[1];
}

function stringAt(object: Node | undefined, key: string): string | undefined {
  const node = valueOf(object, key);
  const value: unknown = node === undefined ? undefined : getNodeValue(node);
  return typeof value === 'string' ? value : undefined;
}

function faultAt(text: string, offset: number, reason: string): ConfigFault {
  const before = text.slice(0, offset);
  return { line: before.split('\n').length, column: offset - before.lastIndexOf('\n'), reason };
}
