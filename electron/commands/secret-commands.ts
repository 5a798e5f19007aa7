import type { Berth } from '../berth';
import type { HandlersOf } from './handlers-of';
import { notYet } from './not-yet';

export const secretCommands = (_berth: Berth): HandlersOf<'question'> & HandlersOf<'secrets'> => ({
  'question.answer': notYet,
  'question.cancel': notYet,
  'secrets.useFile': notYet,
  'secrets.unlock': notYet,
  'secrets.useKeychain': notYet,
});
