import { expect, test } from 'vitest';
import { JobOutput } from '../../electron/jobs/job-output';

const written = (...pieces: string[]): string[] => {
  const output = new JobOutput();
  for (const piece of pieces) output.write(piece);
  output.end();
  return output.read(0).lines;
};

test('lines are put together from pieces that end anywhere', () => {
  expect(written('one\ntw', 'o\n', '\nfour')).toEqual(['one', 'two', '', 'four']);
  expect(written('a\r', '\nb\r\n')).toEqual(['a', 'b']);
});

test('colours, links and controls of a terminal are gone, also where a piece ends within them', () => {
  expect(written('\u001b[1;3', '2mgreen\u001b[0m \u001b]8;;https://example.org\u0007link\u001b]8;;\u0007\n')).toEqual(['green link']);
  expect(written('bell\u0007 back\b\ttab\u0000\u009b\n')).toEqual(['bell back\ttab']);
});

test('what a carriage return wrote over is gone', () => {
  expect(written('10 %\r50 %\r100 %\nnext\n')).toEqual(['100 %', 'next']);
});

test('the newest five thousand lines are kept, and say which they are', () => {
  const output = new JobOutput();
  for (let at = 0; at < 6_000; at += 1) output.write(`line ${at}\n`);
  expect(output.count).toBe(6_000);
  const first = output.read(0);
  expect(first).toMatchObject({ from: 1_000, next: 2_000 });
  expect(first.lines[0]).toBe('line 1000');
  expect(output.read(5_999)).toEqual({ from: 5_999, next: 6_000, lines: ['line 5999'] });
  expect(output.read(9_999)).toEqual({ from: 6_000, next: 6_000, lines: [] });
});

test('a mebibyte is kept at most, and a line without an end is cut', () => {
  const output = new JobOutput();
  for (let at = 0; at < 3_000; at += 1) output.write(`${'x'.repeat(1_000)}\n`);
  expect(output.count - output.read(0).from).toBe(1_048);
  const endless = new JobOutput();
  for (let at = 0; at < 1_000; at += 1) endless.write('y'.repeat(1_000));
  expect(endless.count).toBeGreaterThan(100);
  expect(Math.max(...endless.read(0).lines.map(({ length }) => length))).toBeLessThanOrEqual(5_000);
});
