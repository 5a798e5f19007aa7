import { expect, test } from 'vitest';
import type { Diagnosis } from '../../shared/model/diagnosis';
import { run } from './run-cli';

const healthy: Diagnosis = { steps: [{ id: 'config', title: 'Docker’s config.json', status: 'fine', message: 'It is valid.' }] };
const ill: Diagnosis = {
  reference: 'h/r:1',
  steps: [
    { id: 'sign-in', title: 'Docker’s sign-in', status: 'broken', message: 'It expired.' },
    { id: 'image', title: 'The image', status: 'skipped', message: 'Not looked at.' },
  ],
  cause: { cause: 'token-expired', code: 'registry-unauthorized', message: 'It expired.', hint: 'Sign in again.', remedy: { kind: 'sign-in', profile: 'dev' } },
};
const doctor = (diagnosis: Diagnosis, asked: (string | undefined)[] = []) => ({ doctor: { diagnose: async (reference?: string) => (asked.push(reference), diagnosis) } });

test('berth doctor REFERENCE ends with 1 when a cause was found, and says what to type', async () => {
  const asked: (string | undefined)[] = [];
  const { status, stdout, stderr, closed } = await run(['doctor', 'h/r:1'], { services: doctor(ill, asked) });
  expect([status, stderr, asked, closed()]).toEqual([1, '', ['h/r:1'], 1]);
  expect(stdout).toBe('XX  Docker’s sign-in  It expired.\n--  The image         Not looked at.\n\nIt expired.\nSign in again.\n  berth login --profile dev\n');
});

test('berth doctor without a reference looks everything over, and ends with 0 when nothing is broken', async () => {
  const asked: (string | undefined)[] = [];
  const { status, stdout } = await run(['doctor'], { services: doctor(healthy, asked) });
  expect([status, asked]).toEqual([0, [undefined]]);
  expect(stdout).toMatch(/Nothing is broken\.\n$/);
});

test('berth doctor --json prints the diagnosis and nothing else, with the same status', async () => {
  const { status, stdout, stderr } = await run(['doctor', 'h/r:1', '--json'], { services: doctor(ill) });
  expect([status, stderr]).toEqual([1, '']);
  expect(JSON.parse(stdout)).toEqual(ill);
});
