import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { buildProgram } from '../support/build-program';
import { putImage } from '../support/keeping-image';
import { type KeepingRegistry, startKeepingRegistry } from '../support/keeping-registry';

const ENTRY = join(__dirname, '../support/programs/copy-jobs.ts');
const MB = 1_000_000;
const PIECE = 64 * 1024;
const LAYERS = [3 * MB, 12 * MB, 40 * MB];
const TOTAL = LAYERS.reduce((sum, size) => sum + size, 0);

let folder: string;
let program: string;
let source: KeepingRegistry;
let target: KeepingRegistry;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'berth-resume-'));
  program = await buildProgram(ENTRY, join(folder, 'program'));
  [source, target] = await Promise.all([startKeepingRegistry(), startKeepingRegistry({ pieces: PIECE })]);
});
afterAll(async () => {
  await Promise.all([source.close(), target.close()]);
  await rm(folder, { recursive: true, force: true });
});

test('a copy that was killed is interrupted at the next start, and Resume moves only the bytes that are missing', async () => {
  const digest = await putImage(source.host, LAYERS);
  const data = join(folder, 'data');
  const start = () => spawn(process.execPath, [program, data, `${source.host}/team/app:v1`, `${target.host}/team/app:v1`], { stdio: ['ignore', 'pipe', 'inherit'] });

  target.slow(12 * MB);
  const first = start();
  const killed = once(first, 'exit');
  // Both large layers are on their way and written down, the small one is there.
  await expect.poll(async () => (await readFile(join(data, 'open-uploads.json'), 'utf8').catch(() => '')).split('"digest"').length - 1, { timeout: 60_000, interval: 20 }).toBe(2);
  await expect.poll(() => target.blobs.size, { timeout: 60_000, interval: 10 }).toBeGreaterThanOrEqual(3);
  await expect.poll(() => target.received(), { timeout: 60_000, interval: 10 }).toBeGreaterThan(30 * MB);
  first.kill('SIGKILL');
  await killed;
  expect(JSON.parse(await readFile(join(data, 'jobs.json'), 'utf8'))).toMatchObject({ jobs: [{ status: 'running' }] });
  expect(target.manifests.size).toBe(0);
  await expect.poll(() => target.calls.length).toBeGreaterThan(0);

  const before = target.received();
  target.slow(0);
  const second = start();
  let said = '';
  second.stdout.on('data', (text: Buffer) => (said += text.toString()));
  await once(second, 'exit');
  expect(JSON.parse(said)).toMatchObject({ before: ['interrupted'], status: 'succeeded', outcome: { digest } });
  const again = target.received() - before - (TOTAL - before);
  process.stdout.write(`killed after ${(before / MB).toFixed(1)} of ${TOTAL / MB} MB: ${((target.received() - before) / MB).toFixed(1)} MB sent after Resume, ${(again / 1024).toFixed(0)} KiB of them again\n`);
  // At most the piece that was cut, of each upload that was open, and the image's small config.
  expect(again).toBeLessThan(3 * PIECE);
  expect(target.manifests.has('team/app v1')).toBe(true);
  expect(JSON.parse(await readFile(join(data, 'open-uploads.json'), 'utf8'))).toEqual({ version: 1, uploads: [] });
});
