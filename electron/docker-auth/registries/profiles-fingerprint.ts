import { createHash } from 'node:crypto';
import type { ProfileDefinition } from '../../profiles/profile-definition';

/** Stands for all that decides which registries the profiles reach: equal as long as that is equal. Reveals nothing of them. */
export function profilesFingerprint(definitions: readonly ProfileDefinition[]): string {
  const decisive = definitions.map(({ name, kind, regions, endpoints, accessKeyId, roleArn, sourceProfile, sso, unusable }) => [
    name, kind, regions, endpoints, accessKeyId, roleArn, sourceProfile, sso, unusable,
  ]);
  return createHash('sha256').update(JSON.stringify(decisive)).digest('hex');
}

/** The account that a profile's own definition names: that of its role or of its SSO assignment. */
export function accountInDefinition({ sso, roleArn }: ProfileDefinition): string | undefined {
  return sso?.accountId ?? /^arn:[\w-]+:iam::(\d{12}):/.exec(roleArn ?? '')?.[1];
}

/** Whether a person may have to do something before this profile, or one it builds on, has credentials. */
export function mayNeedPerson(definition: ProfileDefinition, find: (name: string) => ProfileDefinition | undefined, depth = 0): boolean {
  const { kind, mfaSerial, sourceProfile, name } = definition;
  if (kind === 'sso' || kind === 'login' || mfaSerial !== undefined) return true;
  if (sourceProfile === undefined || sourceProfile === name || depth > 10) return false;
  const source = find(sourceProfile);
  return source !== undefined && mayNeedPerson(source, find, depth + 1);
}
