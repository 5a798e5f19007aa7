import type { Berth } from '../berth';
import type { HandlersOf } from './handlers-of';

export const profileCommands = ({ profiles, identities }: Berth): HandlersOf<'profile'> => ({
  'profile.addStatic': (input) => profiles.addStatic(input),
  'profile.addRole': (input) => profiles.addRole(input),
  'profile.remove': ({ name }) => profiles.remove(name),
  'profile.whoAmI': ({ name }) => identities.whoAmI(name),
  'profile.reload': () => profiles.reload(),
});
