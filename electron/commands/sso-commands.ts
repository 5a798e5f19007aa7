import type { Berth } from '../berth';
import type { HandlersOf } from './handlers-of';
import { notYet } from './not-yet';

export const ssoCommands = (_berth: Berth): HandlersOf<'sso'> => ({
  'sso.signIn': notYet,
  'sso.cancel': notYet,
  'sso.signOut': notYet,
  'sso.addSession': notYet,
  'sso.removeSession': notYet,
  'sso.accounts': notYet,
  'sso.makeProfiles': notYet,
});
