import { z } from 'zod';
import { AddRoleProfile, AddSourcedProfile, AddSsoProfile, AddStaticProfile, type ProfileKind } from '../../../shared/model/profile';
import type { ProfileDefinition } from '../profile-definition';

/** The pair of AWS files whose plain-text key was taken over: what is left there stands behind Berth's own profile. */
const importedFrom = z.object({ configFile: z.string(), credentialsFile: z.string() });

/** One of Berth's own profiles as its file keeps it: never a secret. */
export const OwnProfile = z.union([
  AddStaticProfile.omit({ secretAccessKey: true }).extend({ kind: z.literal('static'), importedFrom: importedFrom.optional() }),
  AddRoleProfile.extend({ kind: z.literal('assume-role') }),
  AddSsoProfile.extend({ kind: z.literal('sso') }),
  AddSourcedProfile,
]);
export type OwnProfile = z.infer<typeof OwnProfile>;

/** An IAM Identity Center session that a profile may name. */
export interface KnownSsoSession {
  name: string;
  startUrl: string;
  region: string;
}

/** Where a person finds a session by its name. */
export type FindSsoSession = (name: string) => KnownSsoSession | undefined;

/** Berth's own entry as a definition. Its endpoint serves every service. */
export function definitionOf(own: OwnProfile, findSession: FindSsoSession = () => undefined): ProfileDefinition {
  const { kind, name, region, label, endpointUrl } = own;
  return {
    name,
    source: 'berth',
    kind,
    regions: [region],
    ...sourceOf(own, findSession),
    endpoints: endpointUrl === undefined ? {} : { ecr: endpointUrl, ecrPublic: endpointUrl, sts: endpointUrl, iam: endpointUrl, ecs: endpointUrl, eks: endpointUrl, lambda: endpointUrl },
    ...(label !== undefined && { label }),
    ...(endpointUrl !== undefined && { endpointUrl }),
  };
}

function sourceOf(own: OwnProfile, findSession: FindSsoSession): Partial<ProfileDefinition> {
  switch (own.kind) {
    case 'static':
      return { accessKeyId: own.accessKeyId };
    case 'assume-role':
      return { ...present(own, 'roleArn', 'sourceProfile', 'externalId', 'mfaSerial', 'sessionName'), ...(own.durationSeconds !== undefined && { durationSeconds: own.durationSeconds }) };
    case 'sso': {
      const { ssoSession: session, accountId, roleName } = own;
      const known = findSession(session);
      // Where nobody knows it here, whoever signs in does: the session is found by its name.
      return { sso: { session, startUrl: known?.startUrl ?? '', region: known?.region ?? own.region, accountId, roleName } };
    }
    case 'process':
      return { command: own.command };
    case 'web-identity':
      return present(own, 'roleArn', 'tokenFile', 'sessionName');
    default:
      return { credentialSource: own.kind };
  }
}

function present<T extends object, K extends keyof T>(from: T, ...keys: K[]): Partial<Pick<T, K>> {
  const found: Partial<Pick<T, K>> = {};
  for (const key of keys) if (from[key] !== undefined) found[key] = from[key];
  return found;
}

/** What a person calls a kind of profile. */
export const KIND_WORDS: Readonly<Record<ProfileKind, string>> = {
  static: 'a static key',
  'assume-role': 'a role',
  sso: 'IAM Identity Center',
  process: 'a program',
  'web-identity': 'a web identity',
  login: '“aws login”',
  environment: 'the environment',
  container: 'a container’s role',
  instance: 'an instance’s role',
  other: 'nothing usable',
};
