import { expect, test } from 'vitest';
import { answerOnTerminal, type Terminal } from '../../electron/cli/terminal/terminal-questions';
import { Questions } from '../../electron/sessions/questions';

const mfa = (profile: string, wrong = false) => ({ kind: 'mfa-code', profile, mfaSerial: 'arn:aws:iam::111122223333:mfa/phone', wrong }) as const;

function attended(answers: (string | undefined)[]) {
  let id = 0;
  const prompts: string[] = [];
  const terminal: Terminal = {
    ask: (prompt, { hidden }) => {
      prompts.push(`${prompt}${hidden ? '[hidden]' : ''}`);
      return Promise.resolve(answers.shift());
    },
  };
  const questions = new Questions({ newId: () => `q${(id += 1)}` });
  answerOnTerminal(questions, terminal);
  return { questions, prompts };
}

test('asks one question after the other, and says when an answer was wrong', async () => {
  const { questions, prompts } = attended(['111111', '222222']);
  expect(await Promise.all([questions.ask(mfa('dev')), questions.ask(mfa('prod', true))])).toEqual(['111111', '222222']);
  expect(prompts).toEqual([
    'MFA code for dev (arn:aws:iam::111122223333:mfa/phone): ',
    'AWS did not accept that code. MFA code for prod (arn:aws:iam::111122223333:mfa/phone): ',
  ]);
});

test('does not echo a passphrase, and declines what the person declines', async () => {
  const { questions, prompts } = attended([undefined]);
  await expect(questions.ask({ kind: 'passphrase', wrong: false })).rejects.toMatchObject({ code: 'cancelled' });
  expect(prompts).toEqual(['Passphrase of Berth’s secrets: [hidden]']);
});

test('declines at once where nobody is there to answer', async () => {
  const questions = new Questions({ newId: () => 'q1' });
  answerOnTerminal(questions, undefined);
  await expect(questions.ask({ kind: 'passphrase', wrong: false })).rejects.toMatchObject({ code: 'cancelled' });
});
