import type { Berth } from '../berth';
import type { HandlersOf } from './handlers-of';
import { notYet } from './not-yet';

export const registryCommands = (_berth: Berth): HandlersOf<'registry'> & HandlersOf<'doctor'> => ({
  'registry.setRules': notYet,
  'registry.assignments': notYet,
  'registry.explain': notYet,
  'doctor.diagnose': notYet,
});
