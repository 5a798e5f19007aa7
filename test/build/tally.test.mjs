import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { add, failuresOf, lineOf, tallyOf } from '../../build/tally.mjs';

let folder;
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'berth-tally-'))));
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const report = (content) => {
  const file = join(folder, 'report.json');
  writeFileSync(file, JSON.stringify({ numPassedTests: 3, numFailedTests: 0, numPendingTests: 1, numTodoTests: 1, testResults: [], ...content }));
  return file;
};

test('passed, failed and skipped are what the report says; a test still to be written is skipped', () => {
  expect(tallyOf(report({ numFailedTests: 2 }), 1)).toMatchObject({ passed: 3, failed: 2, skipped: 2 });
});

test('a file that could not be loaded is a failure', () => {
  expect(tallyOf(report({ testResults: [{ status: 'failed', assertionResults: [] }] }), 1).failed).toBe(1);
});

test('a run that ended badly is a failure though every test passed', () => {
  expect(tallyOf(report({}), 1).failed).toBe(1);
  expect(tallyOf(report({}), 0).failed).toBe(0);
});

test('a run without a report is a failure, whatever its exit code', () => {
  expect(tallyOf(join(folder, 'none.json'), 0)).toEqual({ passed: 0, failed: 1, skipped: 0, failures: ['the run left no report'] });
});

test('the last line adds everything up', () => {
  const total = add({ passed: 1, failed: 0, skipped: 2 }, { passed: 3, failed: 4, skipped: 5 });
  expect(lineOf(total)).toBe('4 passed, 4 failed, 7 skipped');
});

test('what failed in every suite is named once more, in a line each', () => {
  const first = tallyOf(
    report({
      numFailedTests: 1,
      testResults: [
        {
          name: join(process.cwd(), 'test', 'a.test.ts'), status: 'failed',
          assertionResults: [{ status: 'failed', fullName: 'a copies', failureMessages: ['Error: no copy\n    at here'] }, { status: 'passed', fullName: 'a pulls' }],
        },
      ],
    }),
    1,
  );
  const second = tallyOf(report({ testResults: [{ name: join(process.cwd(), 'b.test.ts'), status: 'failed', assertionResults: [], message: 'Cannot find module' }] }), 1);
  expect(failuresOf(add(first, second))).toEqual(['FAILED test/a.test.ts: a copies: Error: no copy', 'FAILED b.test.ts: Cannot find module']);
});
