import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { readText } from '../../electron/layers/read-text';
import type { FileText } from '../../shared/model/content/layers';
import { descriptorOf, sourceOf, tarOf, type Line } from './tar-layers';

const signal = new AbortController().signal;
const readOf = (bytes: Buffer, path: string, size = bytes.length): Promise<FileText> =>
  readText({ source: sourceOf(bytes, 777), descriptor: { ...descriptorOf(bytes), size }, path, signal });
const textIn = async (lines: readonly Line[], path: string): Promise<FileText> => readOf(gzipSync(await tarOf(lines)), path);

test('a file is read by the path it is listed by, whatever its layer writes before it', async () => {
  const lines = [{ name: './etc/', type: 'directory' as const }, { name: './etc/größe.txt', content: 'äöü\n' }, { name: './etc/motd', content: 'hello\n' }];
  expect(await textIn(lines, 'etc/motd')).toEqual({ text: 'hello\n', size: 6, cut: false, binary: false });
  expect(await textIn(lines, 'etc/größe.txt')).toMatchObject({ text: 'äöü\n', size: 7 });
});

test('of two entries with one path the last counts, as it does when the layer is unpacked', async () => {
  expect((await textIn([{ name: 'a', content: 'first' }, { name: 'b', content: 'b' }, { name: './a', content: 'last' }], 'a')).text).toBe('last');
  expect((await textIn([{ name: 'a', content: 'first' }, { name: 'a', content: '' }], 'a')).text).toBe('');
});

test('a hard link has the text of the file that it is a name of', async () => {
  expect((await textIn([{ name: 'a', content: 'one text' }, { name: 'b', type: 'link', linkname: 'a' }], 'b')).text).toBe('one text');
});

test('bytes that are no text are not told', async () => {
  expect(await textIn([{ name: 'program', content: '\u007fELF\0\0' }], 'program')).toEqual({ text: '', size: 6, cut: false, binary: true });
  const latin1 = await tarOf([{ name: 'old', content: 'xx' }]);
  latin1.write('\xe4\xf6', 512, 'latin1');
  expect(await readOf(latin1, 'old')).toMatchObject({ text: '', binary: true });
});

test('of a long text the beginning is told, without half a letter at its end', async () => {
  const { text, size, cut, binary } = await textIn([{ name: 'long', content: `a${'ä'.repeat(300_000)}` }], 'long');
  expect({ size, cut, binary }).toEqual({ size: 600_001, cut: true, binary: false });
  expect(text).toBe(`a${'ä'.repeat(131_071)}`);
});

test('what is not there, no file, damaged or too large is refused with a reason', async () => {
  const lines: Line[] = [{ name: 'folder/', type: 'directory' }, { name: 'a', content: 'a' }];
  await expect(textIn(lines, 'b')).rejects.toMatchObject({ code: 'file-not-found' });
  await expect(textIn(lines, '../a')).rejects.toMatchObject({ code: 'file-not-found' });
  await expect(textIn(lines, 'folder')).rejects.toMatchObject({ code: 'invalid-input' });
  const whole = gzipSync(await tarOf([{ name: 'a', content: 'a'.repeat(2000) }]));
  await expect(readOf(whole.subarray(0, whole.length - 20), 'a')).rejects.toMatchObject({ code: 'unsupported', message: 'The layer cannot be read: it is cut off.' });
  await expect(readOf(whole, 'a', 600 * 1024 * 1024)).rejects.toMatchObject({ code: 'unsupported', message: 'The layer is too large to be read for one file.' });
});

test('loops of hard links end', async () => {
  await expect(textIn([{ name: 'a', type: 'link', linkname: 'b' }, { name: 'b', type: 'link', linkname: 'a' }], 'a')).rejects.toMatchObject({ code: 'invalid-input' });
});
