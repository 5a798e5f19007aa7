import type { Berth } from '../berth';
import type { HandlersOf } from './handlers-of';

export const profileCommands = ({ profiles, identities, permissions, secrets, settings }: Berth): HandlersOf<'profile'> => ({
  'profile.addStatic': (input) => secrets.opened().then(() => profiles.addStatic(input)),
  'profile.addRole': (input) => profiles.addRole(input),
  'profile.addSso': (input) => profiles.addSso(input),
  'profile.addSourced': (input) => profiles.addSourced(input),
  'profile.edit': (input) => secrets.opened().then(() => profiles.edit(input)),
  'profile.setLook': (input) => profiles.setLook(input),
  'profile.import': (input) => secrets.opened().then(() => profiles.import(input)),
  'profile.probe': async ({ name, region }) => permissions.probe({ profile: profiles.find(name).name, region }),
  'profile.setRegions': async ({ name, regions }) => {
    profiles.find(name);
    await settings.setRegions(name, regions);
    await profiles.reload();
  },
  'profile.remove': ({ name }) => secrets.opened().then(() => profiles.remove(name)),
  'profile.whoAmI': ({ name }) => identities.introduce(name),
  'profile.reload': () => profiles.reload(),
});
