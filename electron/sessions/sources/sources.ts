import type { ProfileKind } from '../../../shared/model/profile';
import { assumeRole } from './assume-role';
import { credentialProcess } from './credential-process';
import { login } from './login';
import { incomplete, type Source } from './source';
import { sso } from './sso';
import { staticKey } from './static-key';
import { container, environment, instance } from './surroundings';
import { webIdentity } from './web-identity';

/** Every way in. */
export const SOURCES: Readonly<Record<ProfileKind, Source>> = {
  static: staticKey,
  'assume-role': assumeRole,
  sso,
  process: credentialProcess,
  'web-identity': webIdentity,
  login,
  environment,
  container,
  instance,
  other: ({ definition }) => Promise.reject(incomplete(definition)),
};
