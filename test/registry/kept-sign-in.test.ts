import { expect, test } from 'vitest';
import { KeptSignIn } from '../../electron/registry/kept-sign-in';

/** Hands out `first`, `second` … and counts how often it was asked, and how. */
function source(...answers: (string | undefined | Error)[]) {
  const asked: boolean[] = [];
  const kept = new KeptSignIn(async ({ refresh }) => {
    asked.push(refresh);
    await Promise.resolve();
    const answer = answers[asked.length - 1];
    if (answer instanceof Error) throw answer;
    return answer;
  });
  return { asked, kept };
}

test('is asked for once, however many calls there are', async () => {
  const { asked, kept } = source('first');
  expect(await Promise.all([kept.current(), kept.current()])).toEqual(['first', 'first']);
  expect(await kept.current()).toBe('first');
  expect(asked).toEqual([false]);
});

test('calls that are refused together get one new one, and later calls use it', async () => {
  const { asked, kept } = source('first', 'second');
  await kept.current();
  expect(await Promise.all([kept.instead('first'), kept.instead('first'), kept.instead('first')])).toEqual(['second', 'second', 'second']);
  expect(await kept.instead('first')).toBe('second');
  expect(await kept.current()).toBe('second');
  expect(asked).toEqual([false, true]);
});

test('a failure is told and not remembered, and no sign-in is an answer too', async () => {
  const { asked, kept } = source(new Error('away'), undefined);
  await expect(kept.current()).rejects.toThrow('away');
  expect(await kept.current()).toBeUndefined();
  expect(await kept.current()).toBeUndefined();
  expect(asked).toEqual([false, false]);
});
