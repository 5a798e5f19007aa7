import type { Berth } from '../berth';
import type { HandlersOf } from './handlers-of';

export const registryCommands = ({ registryMap, directory, doctor }: Berth): HandlersOf<'registry'> & HandlersOf<'doctor'> => ({
  'registry.setRules': ({ rules }) => registryMap.setRules(rules),
  'registry.assignments': async () => ({ assignments: await directory.assignments() }),
  'registry.explain': ({ host }) => directory.explain(host),
  'doctor.diagnose': ({ reference }) => doctor.diagnose(reference),
});
