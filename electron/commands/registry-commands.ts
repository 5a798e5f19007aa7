import type { Berth } from '../berth';
import type { HandlersOf } from './handlers-of';
import { notYet } from './not-yet';

export const registryCommands = ({ registryMap, directory }: Berth): HandlersOf<'registry'> & HandlersOf<'doctor'> => ({
  'registry.setRules': ({ rules }) => registryMap.setRules(rules),
  'registry.assignments': async () => ({ assignments: await directory.assignments() }),
  'registry.explain': ({ host }) => directory.explain(host),
  'doctor.diagnose': notYet,
});
