import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openBrowserFrom } from '../../../electron/sessions/sso/oidc/open-browser';

const URL = 'https://example.com/?a=1&b=$(touch%20x)';
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'berth-browser-'));
});
afterAll(() => rm(folder, { recursive: true }));

async function browser(name: string, script: string): Promise<string> {
  const file = join(folder, name);
  await writeFile(file, `#!${process.execPath}\n${script}\n`);
  await chmod(file, 0o755);
  return file;
}

test('the program in BROWSER gets the page as it is', async () => {
  const seen = join(folder, 'seen');
  const program = await browser('good', `require('node:fs').writeFileSync(${JSON.stringify(seen)}, process.argv[2])`);
  await openBrowserFrom({ env: { BROWSER: program }, platform: 'linux' })(URL);
  expect(await readFile(seen, 'utf8')).toBe(URL);
});

test('a browser that fails, or is not there, is noticed', async () => {
  const bad = await browser('bad', 'process.exit(3)');
  await expect(openBrowserFrom({ env: { BROWSER: bad }, platform: 'linux' })(URL)).rejects.toThrow('ended with 3');
  await expect(openBrowserFrom({ env: { BROWSER: join(folder, 'none') }, platform: 'linux' })(URL)).rejects.toThrow('ENOENT');
});

test('over SSH, and on a Linux without a display, there is no browser', async () => {
  await expect(openBrowserFrom({ env: { DISPLAY: ':0', SSH_CONNECTION: 'a b' }, platform: 'linux' })(URL)).rejects.toThrow('no browser');
  await expect(openBrowserFrom({ env: {}, platform: 'linux' })(URL)).rejects.toThrow('no browser');
});
