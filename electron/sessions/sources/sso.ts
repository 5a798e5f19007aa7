import { AppError } from '../../../shared/errors';
import type { Source } from './source';

/** A role in an account through IAM Identity Center; a person who waits is sent to sign in when the session has ended. */
export const sso: Source = async ({ definition, ports, person }) => {
  try {
    return await ports.sso.credentialsFor(definition);
  } catch (thrown) {
    const remedy = thrown instanceof AppError ? thrown.remedy : undefined;
    if (person?.signsIn !== true || remedy?.kind !== 'sso-sign-in') throw thrown;
    await ports.sso.signInAndWait(remedy.session, person.signal);
    return ports.sso.credentialsFor(definition);
  }
};
