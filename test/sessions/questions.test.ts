import { expect, test } from 'vitest';
import { Questions } from '../../electron/sessions/questions';

const MFA = { kind: 'mfa-code', profile: 'dev', mfaSerial: 'arn:aws:iam::111122223333:mfa/phone', wrong: false } as const;

const made = (): { questions: Questions; changes: () => number } => {
  let id = 0;
  let changes = 0;
  const questions = new Questions({ newId: () => `q${(id += 1)}` });
  questions.onChange(() => (changes += 1));
  return { questions, changes: () => changes };
};

test('shows a question, takes its answer, and keeps nothing of it', async () => {
  const { questions, changes } = made();
  const asked = questions.ask(MFA);
  expect(questions.state()).toEqual({ questions: [{ ...MFA, id: 'q1' }] });
  questions.answer('q1', '123456');
  expect(await asked).toBe('123456');
  expect(questions.state()).toEqual({ questions: [] });
  expect(changes()).toBe(2);
});

test('asks the same question once, and everybody who waits gets the one answer', async () => {
  const { questions } = made();
  const both = [questions.ask(MFA), questions.ask(MFA)];
  const other = questions.ask({ ...MFA, profile: 'prod' });
  expect(questions.state().questions.map(({ id }) => id)).toEqual(['q1', 'q2']);
  questions.answer('q1', '111111');
  questions.answer('q2', '222222');
  expect(await Promise.all([...both, other])).toEqual(['111111', '111111', '222222']);
});

test('a question that is declined fails as cancelled, once', async () => {
  const { questions } = made();
  const asked = questions.ask({ kind: 'passphrase', wrong: true });
  questions.cancel('q1');
  questions.answer('q1', 'too late');
  await expect(asked).rejects.toMatchObject({ code: 'cancelled', message: 'No passphrase was given.' });
});

test('goes away when nobody waits for it any more, and not before', async () => {
  const { questions } = made();
  const [first, second] = [new AbortController(), new AbortController()];
  const asked = [questions.ask(MFA, first.signal), questions.ask(MFA, second.signal)];
  first.abort();
  await expect(asked[0]).rejects.toMatchObject({ code: 'cancelled' });
  expect(questions.state().questions).toHaveLength(1);
  second.abort();
  await expect(asked[1]).rejects.toMatchObject({ code: 'cancelled' });
  expect(questions.state().questions).toEqual([]);
  await expect(questions.ask(MFA, second.signal)).rejects.toMatchObject({ code: 'cancelled' });
});
