import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { checkNode, matchesLock } from '../../build/dependencies.mjs';
import { isStamped, stampOfSources, writeStamp } from '../../build/stamp.mjs';

let folder;
const at = (...parts) => join(folder, ...parts);
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'berth-stamp-'));
  mkdirSync(at('source', 'inner'), { recursive: true });
  writeFileSync(at('source', 'inner', 'a.ts'), 'one');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

test('a bundle is up to date until a source changes', () => {
  writeStamp(at('dist', '.stamp'), stampOfSources([at('source')]));
  expect(isStamped(at('dist', '.stamp'), stampOfSources([at('source')]))).toBe(true);
  writeFileSync(at('source', 'inner', 'a.ts'), 'three');
  expect(isStamped(at('dist', '.stamp'), stampOfSources([at('source')]))).toBe(false);
});

test('a source that comes or goes makes the stamp stale', () => {
  const before = stampOfSources([at('source')]);
  writeFileSync(at('source', 'b.ts'), '');
  expect(stampOfSources([at('source')])).not.toBe(before);
  rmSync(at('source', 'b.ts'));
  expect(stampOfSources([at('source')])).toBe(before);
});

test('nothing is up to date before the first build', () => {
  expect(isStamped(at('none'), stampOfSources([at('source')]))).toBe(false);
});

const lock = (name, packages) => writeFileSync(at(name), JSON.stringify({ packages }));

test('installed packages match the lock in every version; an optional one may be missing', () => {
  mkdirSync(at('node_modules'));
  lock('package-lock.json', { '': {}, 'node_modules/a': { version: '1.0.0' }, 'node_modules/b': { version: '2.0.0', optional: true } });
  expect(matchesLock(at)).toBe(false);
  lock('node_modules/.package-lock.json', { 'node_modules/a': { version: '1.0.0' } });
  expect(matchesLock(at)).toBe(true);
  lock('node_modules/.package-lock.json', { 'node_modules/a': { version: '1.0.1' } });
  expect(matchesLock(at)).toBe(false);
});

test('a Node that is too old is refused in a sentence', () => {
  expect(() => checkNode('18.20.0')).toThrow(/needs Node 20\.19 or newer.*18\.20\.0/);
  expect(() => checkNode('20.19.0')).not.toThrow();
  expect(() => checkNode('22.0.0')).not.toThrow();
});
