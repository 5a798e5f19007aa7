import { AppError } from '../../../../shared/errors';
import type { MakeSsoProfiles } from '../../../../shared/model/sso';
import type { SsoProfiles } from '../ports';

/**
 * Makes a profile of each choice. Names are looked at before the first one is made, so that a name that is taken makes none.
 * @throws AppError `profile-exists`; what the profiles refuse, with those made before it kept.
 */
export async function makeSsoProfiles(profiles: Pick<SsoProfiles, 'definitions' | 'addSso'>, { session, region, profiles: choices }: MakeSsoProfiles): Promise<void> {
  const taken = new Set(profiles.definitions().map(({ name }) => name));
  for (const { name } of choices) {
    if (taken.has(name)) throw new AppError('profile-exists', `There is a profile ${name} already.`, { hint: 'Choose another name; no profile was made.' });
    taken.add(name);
  }
  for (const { name, accountId, roleName } of choices) await profiles.addSso({ name, region, ssoSession: session, accountId, roleName });
}
