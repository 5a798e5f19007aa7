import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { compile } from 'svelte/compiler';
import { expect, test } from 'vitest';
import { drawnIcons } from '../../build/drawn-icons.mjs';

const root = join(import.meta.dirname, '../..');
const sources = readdirSync(join(root, 'renderer'), { recursive: true, encoding: 'utf8' })
  .filter((name) => /\.(svelte|ts)$/.test(name))
  .map((name) => ({ name, text: readFileSync(join(root, 'renderer', name), 'utf8') }));
const imported = (text) =>
  [...text.matchAll(/import (\w+) from '@lucide\/svelte\/icons\/([\w-]+)'/g)].map(([, as = '', icon = '']) => ({ as, icon }));

const lucide = join(root, 'node_modules/@lucide/svelte/dist/icons');
/** The file of an icon; some go by two names. */
const fileOf = (icon) => join(lucide, /from ["']\.\/([\w-]+\.svelte)["']/.exec(readFileSync(join(lucide, `${icon}.js`), 'utf8'))[1]);
const error = (why) => {
  throw new Error(why);
};
const drawn = (code, file) => drawnIcons().transform.call({ error }, code, file)?.code;

test('every icon of the window is drawn as Lucide has it', () => {
  const icons = new Set(sources.flatMap(({ text }) => imported(text).map(({ icon }) => icon)));
  expect(icons.size).toBeGreaterThan(50);
  for (const icon of icons) {
    const original = readFileSync(fileOf(icon), 'utf8');
    const code = drawn(original, fileOf(icon));
    const values = [...original.matchAll(/"(?:d|cx|cy|r|x1|y2|points)": "([^"]+)"/g)].map(([, value]) => value);
    expect(values, icon).not.toEqual([]);
    for (const value of values) expect(code, icon).toContain(`"${value}"`);
    expect(compile(code, { generate: 'client' }).warnings, icon).toEqual([]);
  }
});

test('no icon is given anything that a drawn one does not take', () => {
  const taken = ['size', 'strokeWidth', 'fill', 'class', 'aria-label'];
  const uses = sources.flatMap(({ name, text }) =>
    imported(text).flatMap(({ as }) => [...text.matchAll(new RegExp(`<${as}(\\s[^>]*)?/>`, 'g'))].map(([, props = '']) => ({ name, as, props }))),
  );
  expect(uses.length).toBeGreaterThan(100);
  for (const { name, as, props } of uses) {
    expect(props, `${name}: <${as}> is given what cannot be looked through`).not.toMatch(/\{\.\.\./);
    const names = [...props.replaceAll(/\{[^}]*\}|"[^"]*"/g, '').matchAll(/([\w-]+)(?==)/g)].map(([, prop]) => prop);
    expect(taken, `${name}: <${as}>`).toEqual(expect.arrayContaining(names));
  }
});

test('an icon that is written in another way is no icon without a drawing', () => {
  expect(() => drawn('const icon = [];', '/x/@lucide/svelte/dist/icons/x.svelte')).toThrow('no drawing');
  expect(drawn('const icon = [];', '/x/other.svelte')).toBeUndefined();
});
