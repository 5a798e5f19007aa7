import type { Berth } from '../berth';
import type { HandlersOf } from './handlers-of';

export const secretCommands = ({ questions, secrets }: Berth): HandlersOf<'question'> & HandlersOf<'secrets'> => ({
  'question.answer': async ({ id, answer }) => questions.answer(id, answer),
  'question.cancel': async ({ id }) => questions.cancel(id),
  'secrets.useFile': ({ passphrase }) => secrets.useFile(passphrase),
  'secrets.unlock': ({ passphrase }) => secrets.unlock(passphrase),
  'secrets.useKeychain': () => secrets.useKeychain(),
});
