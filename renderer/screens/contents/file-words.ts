import type { FileRow, FileText } from '../../../shared/model/content/layers';
import { bytes, count, counted } from '../../words/sizes';

/** A sign for each change, so that colour is never the only one. */
export const SIGNS: Record<FileRow['change'], string> = {
  same: '',
  added: '+',
  changed: '~',
  removed: '−',
  rewritten: '↻',
};

/** What a change is called. */
export function changeWords({ change, sameContent }: FileRow): string {
  if (change === 'same') return '';
  if (change === 'rewritten') return 'Written again as it was';
  if (change === 'changed') return sameContent === true ? 'Owner or mode changed' : 'Changed';
  return change === 'added' ? 'Added' : 'Removed';
}

export const isFolder = ({ kind }: FileRow): boolean => kind === 'folder' || kind === 'implied';

const KINDS: Record<FileRow['kind'], string> = {
  implied: 'Folder',
  file: 'File',
  'hard-link': 'Hard link',
  link: 'Link',
  'character-device': 'Character device',
  'block-device': 'Block device',
  folder: 'Folder',
  pipe: 'Pipe',
  other: 'Of an unknown kind',
};

const TYPE_LETTERS: Partial<Record<FileRow['kind'], string>> = {
  implied: 'd',
  folder: 'd',
  link: 'l',
  'character-device': 'c',
  'block-device': 'b',
  pipe: 'p',
};

/** `drwxr-xr-x`, with the bits for set-user-id, set-group-id and sticky as `ls` shows them. */
export function modeWords({ kind, mode }: Pick<FileRow, 'kind' | 'mode'>): string {
  const letters = [...'rwxrwxrwx'].map((letter, index) => ((mode >> (8 - index)) & 1 ? letter : '-'));
  for (const [bit, at, sign] of [
    [0o4000, 2, 's'],
    [0o2000, 5, 's'],
    [0o1000, 8, 't'],
  ] as const) {
    if ((mode & bit) !== 0) letters[at] = letters[at] === 'x' ? sign : sign.toUpperCase();
  }
  return (TYPE_LETTERS[kind] ?? '-') + letters.join('');
}

/** `+12 ~3 −1`: what became of files; empty where nothing did. */
export function insideWords(inside: { added: number; changed: number; removed: number }): string {
  const parts = [
    ['+', inside.added],
    ['~', inside.changed],
    ['−', inside.removed],
  ] as const;
  return parts
    .filter(([, number]) => number > 0)
    .map(([sign, number]) => `${sign}${count(number)}`)
    .join(' ');
}

/** The bytes of a row; where they changed, before and after. */
export function sizeText(row: FileRow): string {
  if (row.change === 'removed') return bytes(row.sizeBefore);
  if (!isFolder(row) && row.kind !== 'file') return '';
  return bytes(row.size);
}

/** Everything else there is to know of a file, in one line. */
export function detailWords(row: FileRow): string[] {
  const { kind, uid, gid, mtime, attributes, layer, inside } = row;
  const words = [KINDS[kind]];
  if (inside !== undefined) words.push(counted(inside.files, 'file'));
  if (kind !== 'implied') words.push(modeWords(row), `owner ${uid}:${gid}`);
  if (mtime > 0 && mtime < 8.64e12)
    words.push(`${new Date(mtime * 1000).toISOString().slice(0, 19).replace('T', ' ')} UTC`);
  if (attributes !== undefined) words.push(counted(attributes, 'extended attribute'));
  if (row.change === 'changed' && row.size !== row.sizeBefore && !isFolder(row))
    words.push(`${bytes(row.sizeBefore)} before`);
  if (layer !== undefined) words.push(`layer ${layer + 1}`);
  return words;
}

/** Whether there may be a text to show: links lead elsewhere, and what was removed is not in this layer. */
export const hasText = ({ kind, change, layer }: FileRow): boolean =>
  (kind === 'file' || kind === 'hard-link') && change !== 'removed' && layer !== undefined;

/** What is to be said of a text besides itself; empty when it is all there. */
export function textWords({ text, size, cut, binary }: FileText): string {
  if (binary) return 'This is no text.';
  if (size === 0) return 'The file is empty.';
  return cut ? `The first ${bytes(new TextEncoder().encode(text).length)} of ${bytes(size)}.` : '';
}
