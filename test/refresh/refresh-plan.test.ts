import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { failureKind } from '../../electron/refresh/failure-kind';
import { halfLife, isFresh, warnAt } from '../../electron/refresh/life';
import { floorOf, waitFor, type Standing } from '../../electron/refresh/refresh-plan';
import { AppError, type ErrorCode } from '../../shared/errors';
import { repetitions } from '../support/long-form';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const numRuns = repetitions({ short: 1_000, long: 20_000 });

const standing = fc
  .record({
    lifetime: fc.integer({ min: 15 * MINUTE, max: 36 * HOUR }),
    part: fc.double({ min: 0, max: 1.5, noNaN: true }),
    waited: fc.integer({ min: 0, max: HOUR }),
    failures: fc.integer({ min: 0, max: 100 }),
    jitter: fc.double({ min: 0, max: 1, noNaN: true }),
    inDoubt: fc.boolean(),
  })
  .map(({ part, ...rest }): Standing => ({ ...rest, age: part * rest.lifetime, floor: floorOf(rest.lifetime) }));

describe('the plan of renewals', () => {
  test('never sleeps past the end of what is still good', () => {
    fc.assert(
      fc.property(standing, (one) => {
        fc.pre(one.age < one.lifetime);
        expect(waitFor(one)).toBeLessThanOrEqual(one.lifetime - one.age);
      }),
      { numRuns },
    );
  });

  test('without failures renews between half of a life and a twentieth of it later', () => {
    fc.assert(
      fc.property(standing, (one) => {
        const at = waitFor({ ...one, failures: 0, inDoubt: false, age: 0 });
        expect(at).toBeGreaterThanOrEqual(one.lifetime * 0.5);
        expect(at).toBeLessThanOrEqual(one.lifetime * 0.5501);
      }),
      { numRuns },
    );
  });

  test('after a failure waits at least a second, and never longer than seven and a half minutes', () => {
    fc.assert(
      fc.property(standing, (one) => {
        fc.pre(one.failures > 0 && one.lifetime - one.age > 2_000);
        const wait = waitFor({ ...one, waited: 0 });
        expect(wait).toBeGreaterThanOrEqual(1_000);
        expect(wait).toBeLessThanOrEqual(7.5 * MINUTE);
      }),
      { numRuns },
    );
  });

  test('hurries when nothing valid is left, or may be', () => {
    fc.assert(
      fc.property(standing, (one) => {
        fc.pre(one.failures > 0);
        const ended = { ...one, waited: 0, age: one.lifetime + 1 };
        expect(waitFor(ended)).toBeLessThanOrEqual(1.5 * MINUTE);
        expect(waitFor({ ...one, waited: 0, inDoubt: true })).toBeLessThanOrEqual(1.5 * MINUTE);
      }),
      { numRuns },
    );
  });
});

test.each([
  [12 * HOUR, 15],
  [HOUR, 6],
  [15 * MINUTE, 1.5],
])('a life of %i ms is spoken of %d minutes ahead of its end', (lifetime, minutes) => {
  expect(warnAt({ issuedAt: 0, expiresAt: lifetime })).toBe(lifetime - minutes * MINUTE);
});

test('what seems to come from the future is not fresh', () => {
  const life = { issuedAt: 10 * HOUR, expiresAt: 22 * HOUR };
  expect([halfLife(life), isFresh(life, 15 * HOUR), isFresh(life, 16 * HOUR), isFresh(life, 9 * HOUR)]).toEqual([16 * HOUR, true, false, false]);
});

test.each<[ErrorCode, string]>([
  ['network', 'network'],
  ['timeout', 'network'],
  ['mfa-required', 'person'],
  ['session-expired', 'person'],
  ['credentials-invalid', 'person'],
  ['throttled', 'other'],
  ['internal', 'other'],
])('a failure with %s is helped by %s', (code, kind) => {
  expect(failureKind(new AppError(code, 'It failed.'))).toBe(kind);
});
