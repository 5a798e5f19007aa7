import type { Berth } from '../berth';
import type { HandlersOf } from './handlers-of';
import { notYet } from './not-yet';

export const secretCommands = ({ questions }: Berth): HandlersOf<'question'> & HandlersOf<'secrets'> => ({
  'question.answer': async ({ id, answer }) => questions.answer(id, answer),
  'question.cancel': async ({ id }) => questions.cancel(id),
  'secrets.useFile': notYet,
  'secrets.unlock': notYet,
  'secrets.useKeychain': notYet,
});
