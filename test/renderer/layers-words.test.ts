import { expect, test } from 'vitest';
import { hasText, insideWords, modeWords, textWords } from '../../renderer/screens/contents/file-words';
import { commandText, isListable } from '../../renderer/screens/image/layers/layer-words';
import type { FileRow, LayersShown } from '../../shared/model/content/layers';

test('a command of the history is shown without what its builder put around it', () => {
  expect(commandText('RUN /bin/sh -c apk add curl # buildkit')).toBe('RUN apk add curl');
  expect(commandText('|2 A=1 B=2 /bin/sh -c make   all # buildkit')).toBe('RUN make all');
  expect(commandText('/bin/sh -c #(nop) COPY file:1 in /app ')).toBe('COPY file:1 in /app');
  expect(commandText('/bin/sh -c rm -r /tmp')).toBe('RUN rm -r /tmp');
  expect(commandText('COPY . /app # buildkit')).toBe('COPY . /app');
});

test('a mode is written as ls writes it', () => {
  expect(modeWords({ kind: 'file', mode: 0o644 })).toBe('-rw-r--r--');
  expect(modeWords({ kind: 'folder', mode: 0o1777 })).toBe('drwxrwxrwt');
  expect(modeWords({ kind: 'file', mode: 0o4755 })).toBe('-rwsr-xr-x');
  expect(modeWords({ kind: 'file', mode: 0o2644 })).toBe('-rw-r-Sr--');
});

test('what became of files is told by sign and number, and nothing where nothing did', () => {
  expect(insideWords({ added: 1200, changed: 0, removed: 3 })).toBe('+1,200 −3');
  expect(insideWords({ added: 0, changed: 0, removed: 0 })).toBe('');
});

test('a layer’s files are shown as soon as it and those below it are read', () => {
  const layers = (['read', 'failed', 'reading', 'read'] as const).map((state) => ({ state }));
  const shown = { layers } as unknown as LayersShown;
  expect([0, 1, 2, 3].map((index) => isListable(shown, index))).toEqual([true, true, false, false]);
});

test('a text is asked for of files that are in a layer, and what is not all there says so', () => {
  const row = (more: Partial<FileRow>): FileRow => ({ kind: 'file', change: 'same', layer: 0, ...more }) as FileRow;
  expect([row({}), row({ kind: 'hard-link' }), row({ kind: 'link' }), row({ kind: 'folder' }), row({ change: 'removed' })].map(hasText)).toEqual([true, true, false, false, false]);
  expect(textWords({ text: 'abc', size: 3, cut: false, binary: false })).toBe('');
  expect(textWords({ text: 'abc', size: 5000, cut: true, binary: false })).toBe('The first 3 B of 5.0 KB.');
  expect(textWords({ text: '', size: 0, cut: false, binary: false })).toBe('The file is empty.');
  expect(textWords({ text: '', size: 9, cut: false, binary: true })).toBe('This is no text.');
});
