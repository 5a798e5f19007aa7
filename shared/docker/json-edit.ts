/** Sets and removes one property in a JSON text and leaves every other byte: numbers, order, indentation, line ends. */
import { parseTree, type Node, type ParseError } from 'jsonc-parser';

const BYTE_ORDER_MARK = '\uFEFF';

/**
 * The tree of a JSON text, all offsets as in the text. A byte-order mark in front counts as a blank: it is not ours to
 * take away, though Docker's own parser stops at it.
 */
export const treeOf = (text: string, errors: ParseError[] = []): Node | undefined =>
  parseTree(text.startsWith(BYTE_ORDER_MARK) ? ` ${text.slice(1)}` : text, errors, { disallowComments: true, allowTrailingComma: false });

/** The value of `path`; of several equal keys the last one that leads there, as Docker's own parser merges them. */
export function nodeAt(text: string, path: readonly string[], root: Node | undefined = treeOf(text)): Node | undefined {
  return nodesAt(text, path, root).at(-1);
}

/** Every value of `path`: an object may have a key twice, and Go merges what is in both. */
export function nodesAt(text: string, path: readonly string[], root: Node | undefined = treeOf(text)): Node[] {
  return path.reduce<Node[]>(
    (nodes, key) => nodes.flatMap((node) => propertiesOf(node, key).flatMap((property) => property.children?.[1] ?? [])),
    root === undefined ? [] : [root],
  );
}

/**
 * The text with `value` at `path`; the object that is to hold it must be there. A tree that is at hand already saves
 * reading the text again.
 */
export function withProperty(text: string, path: readonly string[], value: unknown, root: Node | undefined = treeOf(text)): string {
  const style = styleOf(text);
  const level = style.newline === '' ? '' : style.unit.repeat(path.length);
  return withRawProperty(text, path, JSON.stringify(value, null, style.unit).replace(/\n/g, `${style.newline}${level}`), root);
}

/** The same with the value as JSON text, put in byte for byte. */
export function withRawProperty(text: string, path: readonly string[], rendered: string, root: Node | undefined = treeOf(text)): string {
  const known = nodeAt(text, path, root);
  const style = styleOf(text);
  const level = style.newline === '' ? '' : style.unit.repeat(path.length);
  if (known !== undefined) return splice(text, known.offset, known.length, rendered);

  const holder = nodeAt(text, path.slice(0, -1), root);
  if (holder?.type !== 'object') return text;
  const property = `${JSON.stringify(path[path.length - 1])}:${style.unit === '' ? '' : ' '}${rendered}`;
  const siblings = holder.children ?? [];
  const last = siblings.at(-1);
  if (last === undefined) {
    const outer = style.newline === '' ? '' : style.unit.repeat(path.length - 1);
    return splice(text, holder.offset, holder.length, `{${style.newline}${level}${property}${style.newline}${outer}}`);
  }
  // What stands between two neighbours, or before the only one, is how the next one looks right.
  const before = siblings.at(-2);
  const gapStart = before === undefined ? holder.offset + 1 : text.indexOf(',', before.offset + before.length) + 1;
  const gap = text.slice(gapStart, last.offset);
  return splice(text, last.offset + last.length, 0, `,${gap}${property}`);
}

/** The text without the property at `path`, however often it is there. */
export function withoutProperty(text: string, path: readonly string[]): string {
  const key = path[path.length - 1] as string;
  const holder = nodesAt(text, path.slice(0, -1)).find((node) => propertiesOf(node, key).length > 0);
  const property = propertiesOf(holder, key).at(-1);
  if (holder === undefined || property === undefined) return text;
  const siblings = holder.children ?? [];
  const index = siblings.indexOf(property);
  const before = siblings[index - 1];
  const after = siblings[index + 1];
  const end = property.offset + property.length;
  const shorter =
    before !== undefined
      ? splice(text, before.offset + before.length, end - before.offset - before.length, '')
      : after !== undefined
        ? splice(text, property.offset, after.offset - property.offset, '')
        : splice(text, holder.offset, holder.length, '{}');
  return withoutProperty(shorter, path);
}

function propertiesOf(object: Node | undefined, key: string): Node[] {
  if (object?.type !== 'object') return [];
  return (object.children ?? []).filter((property) => property.children?.[0]?.value === key);
}

const splice = (text: string, offset: number, length: number, put: string): string =>
  text.slice(0, offset) + put + text.slice(offset + length);

/** Indentation and line end in use; a text on one line stays on one, an empty object becomes what Docker writes. */
function styleOf(text: string): { unit: string; newline: string } {
  const indent = /\{\s*?(\r?\n)([ \t]+)"/.exec(text);
  if (indent?.[1] !== undefined && indent[2] !== undefined) return { newline: indent[1], unit: indent[2] };
  return /^\s*\{\s*\}\s*$/.test(text) ? { newline: '\n', unit: '\t' } : { newline: '', unit: '' };
}
