import { createHash } from 'node:crypto';
import type { ProfileDefinition } from '../profiles/profile-definition';

export interface PrincipalSurroundings {
  readonly find: (name: string) => ProfileDefinition;
  env: Readonly<Record<string, string | undefined>>;
}

/**
 * Stands for who a profile is: equal as long as its definition, and those of the profiles it assumes its role from, sign in
 * as the same identity at the same place. Reveals nothing of them.
 * @throws AppError `profile-not-found`.
 */
export function principalOf(profile: string, { find, env }: PrincipalSurroundings): string {
  const parts: unknown[] = [];
  const seen = new Set<string>();
  for (let name: string | undefined = profile; name !== undefined && !seen.has(name); ) {
    seen.add(name);
    const definition: ProfileDefinition = find(name);
    const { kind, accessKeyId, roleArn, externalId, sessionName, sso, endpoints, command, tokenFile, credentialSource, files } = definition;
    const usesEnvironment = kind === 'environment' || credentialSource === 'environment';
    parts.push([name, kind, accessKeyId, roleArn, externalId, sessionName, sso, endpoints, command, tokenFile, credentialSource, files, usesEnvironment && env.AWS_ACCESS_KEY_ID]);
    name = definition.sourceProfile;
  }
  return createHash('sha256').update(JSON.stringify(parts)).digest('base64url');
}
