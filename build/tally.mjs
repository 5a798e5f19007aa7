import { readFileSync } from 'node:fs';
import { relative } from 'node:path';

/**
 * Adds up one Vitest run from its JSON report. A file that could not be loaded counts as a failure, and so does a run
 * that ended badly without a failed test or without a report: nothing passes silently. `failures` names each in a line.
 */
export const tallyOf = (reportFile, exitCode) => {
  let report;
  try {
    report = JSON.parse(readFileSync(reportFile, 'utf8'));
  } catch {
    return { passed: 0, failed: 1, skipped: 0, failures: ['the run left no report'] };
  }
  const broken = report.testResults.filter((file) => file.status === 'failed' && !file.assertionResults.some((t) => t.status === 'failed'));
  const failures = [
    ...report.testResults.flatMap(({ name, assertionResults }) =>
      assertionResults.filter(({ status }) => status === 'failed').map((one) => `${fileOf(name)}: ${one.fullName}: ${firstLine(one.failureMessages?.[0])}`),
    ),
    ...broken.map(({ name, message }) => `${fileOf(name)}: ${firstLine(message)}`),
  ];
  const failed = report.numFailedTests + broken.length;
  if (failed === 0 && exitCode !== 0) failures.push('the run ended badly though no test failed');
  return {
    passed: report.numPassedTests,
    failed: failed === 0 && exitCode !== 0 ? 1 : failed,
    skipped: report.numPendingTests + report.numTodoTests,
    failures,
  };
};

const fileOf = (path) => relative(process.cwd(), path ?? '');
// Vitest writes the stack of a test that took too long under this name.
const firstLine = (text) => {
  const line = (text ?? '').split('\n', 1)[0].replace(/^Error: STACK_TRACE_ERROR$/, 'took too long');
  // A failed command names its whole command line; its end tells why.
  return line.length <= 300 ? line : `${line.slice(0, 150)} … ${line.slice(-150)}`;
};

export const add = (a, b) => ({
  passed: a.passed + b.passed,
  failed: a.failed + b.failed,
  skipped: a.skipped + b.skipped,
  failures: [...(a.failures ?? []), ...(b.failures ?? [])],
});

/** Everything that failed in any suite, a line each, to stand together at the end of a long output. */
export const failuresOf = ({ failures = [] }) => failures.map((failure) => `FAILED ${failure}`);

/** The last line of `npm test`. */
export const lineOf = ({ passed, failed, skipped }) => `${passed} passed, ${failed} failed, ${skipped} skipped`;
