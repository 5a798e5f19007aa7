import { expect, test } from 'vitest';
import { Output } from '../../electron/cli/output/output';

test('progress on a terminal tells the share, the speed and the time left; elsewhere nothing', () => {
  let now = 0;
  const written: string[] = [];
  const streamOf = (isTTY: boolean) => ({ isTTY, columns: 100, write: (text: string) => void written.push(text) });
  const progress = (doneBytes: number) => ({ step: 'Copying layers', doneBytes, totalBytes: 60_000_000, parts: [] });
  const out = new Output({ stdout: streamOf(true), stderr: streamOf(true), json: false, clock: () => now });
  out.progress(progress(0));
  now = 5_000;
  out.progress(progress(20_000_000));
  expect(written.at(-1)).toMatch(/Copying layers 33 % {2}\S+ MB of \S+ MB {2}\S+ MB\/s {2}10 s left$/);
  written.length = 0;
  new Output({ stdout: streamOf(false), stderr: streamOf(false), json: false }).progress(progress(1));
  expect(written).toEqual([]);
});
