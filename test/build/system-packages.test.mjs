import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { aptLine, isDebian, missingForStart, missingLibraries, missingPrograms } from '../../build/system-packages.mjs';

const path = process.env.PATH;
let folder;
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'berth-ldd-'))));
afterEach(() => {
  process.env.PATH = path;
  rmSync(folder, { recursive: true, force: true });
});

/** An `ldd` that says these lines, first on the path. */
const lddSays = (...lines) => {
  const file = join(folder, 'ldd');
  writeFileSync(file, `#!/bin/sh\ncat <<'END'\n${lines.join('\n')}\nEND\n`);
  chmodSync(file, 0o755);
  process.env.PATH = `${folder}${delimiter}${path}`;
};
const present = '\tlibc.so.6 => /lib/x86_64-linux-gnu/libc.so.6 (0x00007f)';

describe('shared libraries that the runtime wants', () => {
  test('are named when the system lacks them', async () => {
    lddSays(present, '\tlibnss3.so => not found', '\tlibgbm.so.1 => not found');
    expect(await missingLibraries('electron')).toEqual(['libnss3.so', 'libgbm.so.1']);
  });

  test('become packages to install', async () => {
    lddSays(present, '\tlibnss3.so => not found');
    expect(await missingForStart('electron', { display: true })).toEqual(expect.arrayContaining(['libnss3', 'libgtk-3-0', 'libgbm1']));
  });

  test('ask for nothing when all are there', async () => {
    lddSays(present);
    expect(await missingForStart('electron', { display: true })).not.toContain('libnss3');
  });
});

test('a package is wanted when its program is not there, and only then', () => {
  expect(missingPrograms({ xvfb: 'Xvfb', skopeo: 'skopeo' }, (name) => name === 'skopeo')).toEqual(['xvfb']);
});

test('the line a person copies names every package and asks nothing', () => {
  expect(aptLine(['libnss3', 'xvfb'])).toBe('apt-get install -y --no-install-recommends libnss3 xvfb');
});

test.each([
  ['ID=debian\n', true],
  ['ID=ubuntu\nID_LIKE=debian\n', true],
  ['ID=linuxmint\nID_LIKE="ubuntu debian"\n', true],
  ['ID=fedora\n', false],
])('whether apt-get is at home on %j', (release, expected) => {
  const file = join(folder, 'os-release');
  writeFileSync(file, release);
  expect(isDebian(file)).toBe(expected);
});
