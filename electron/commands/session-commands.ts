import type { Berth } from '../berth';
import type { HandlersOf } from './handlers-of';

export const sessionCommands = ({ sessions }: Berth): HandlersOf<'session'> => ({
  'session.signIn': ({ profile, region }) => sessions.signIn(profile, region),
  'session.signInAll': () => sessions.signInAll(),
  'session.signOut': ({ profile, region }) => sessions.signOut(profile, region),
  'session.signOutAll': () => sessions.signOutAll(),
  'session.open': ({ profile }) => sessions.open(profile),
  'session.signInPublic': ({ profile }) => sessions.signInPublic(profile),
  'session.signOutPublic': () => sessions.signOutPublic(),
});
