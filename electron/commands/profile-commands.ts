import type { Berth } from '../berth';
import type { HandlersOf } from './handlers-of';
import { notYet } from './not-yet';

export const profileCommands = ({ profiles, identities, settings }: Berth): HandlersOf<'profile'> => ({
  'profile.addStatic': (input) => profiles.addStatic(input),
  'profile.addRole': (input) => profiles.addRole(input),
  'profile.addSso': notYet,
  'profile.addSourced': notYet,
  'profile.edit': notYet,
  'profile.setLook': notYet,
  'profile.import': notYet,
  'profile.probe': notYet,
  'profile.setRegions': async ({ name, regions }) => {
    profiles.find(name);
    await settings.setRegions(name, regions);
    await profiles.reload();
  },
  'profile.remove': ({ name }) => profiles.remove(name),
  'profile.whoAmI': ({ name }) => identities.whoAmI(name),
  'profile.reload': () => profiles.reload(),
});
