import type { ProfileDefinition } from '../profiles/profile-definition';

/** What a person opens: an IAM Identity Center session, or the role session of the profile whose MFA code it takes. */
export type PersonNeed = { needs: 'sso'; session: string } | { needs: 'mfa'; profile: string };

/** One need has one key, however many profiles stand on it. */
export const needKey = (need: PersonNeed): string => (need.needs === 'sso' ? `aws\nsso\n${need.session}` : `aws\nmfa\n${need.profile}`);

/** What must be opened by a person for this profile, following its source profiles; what comes first in the chain is last here. */
export function personNeeds(profile: string, definitions: ReadonlyMap<string, ProfileDefinition>): PersonNeed[] {
  const needs: PersonNeed[] = [];
  const seen = new Set<string>();
  for (let name: string | undefined = profile; name !== undefined && !seen.has(name); ) {
    seen.add(name);
    const definition: ProfileDefinition | undefined = definitions.get(name);
    if (definition?.kind === 'sso' && definition.sso !== undefined) needs.push({ needs: 'sso', session: definition.sso.session });
    if (definition?.kind === 'assume-role' && definition.mfaSerial !== undefined) needs.push({ needs: 'mfa', profile: definition.name });
    name = definition?.kind === 'assume-role' ? definition.sourceProfile : undefined;
  }
  return needs;
}
