import type { Berth } from '../berth';
import type { HandlersOf } from './handlers-of';

export const ssoCommands = ({ sso }: Berth): HandlersOf<'sso'> => ({
  'sso.signIn': ({ session, method }) => sso.signIn(session, method),
  'sso.cancel': ({ session }) => sso.cancel(session),
  'sso.signOut': ({ session }) => sso.signOut(session),
  'sso.addSession': (input) => sso.addSession(input),
  'sso.removeSession': ({ session }) => sso.removeSession(session),
  'sso.accounts': async ({ session }) => ({ accounts: await sso.accounts(session) }),
  'sso.makeProfiles': (input) => sso.makeProfiles(input),
});
