import type { Profile, ProfileColour, ProfileKind } from '../../shared/model/profile';

/** A pair of AWS files, absolute paths. Either may be missing on disk. */
export interface AwsFilePair {
  configFile: string;
  credentialsFile: string;
}

/** Endpoints that a profile sets by hand; where one is missing, the SDK's own stands. */
export interface ProfileEndpoints {
  ecr?: string;
  ecrPublic?: string;
  sts?: string;
  iam?: string;
  /** Services that run images. */
  ecs?: string;
  eks?: string;
  lambda?: string;
  /** IAM Identity Center's portal, and its OIDC service. */
  sso?: string;
  ssoOidc?: string;
}

/** A sign-in to IAM Identity Center, as the AWS files name it. */
export interface SsoSessionDefinition {
  /** Its name in the files, or the start URL when a profile names no session. */
  name: string;
  startUrl: string;
  region: string;
  /** `sso_registration_scopes`; without it, `sso:account:access`. */
  scopes?: string[];
  endpoints: Pick<ProfileEndpoints, 'sso' | 'ssoOidc'>;
  /** File that defines it. */
  file?: string;
}

/** Everything Berth knows of a profile but the secret; what is missing here is not set there. */
export interface ProfileDefinition {
  name: string;
  source: Profile['source'];
  kind: ProfileKind;
  regions: string[];
  /** Those of them that a person added in Berth. */
  addedRegions?: string[];
  accessKeyId?: string;
  roleArn?: string;
  sourceProfile?: string;
  externalId?: string;
  sessionName?: string;
  /** Seconds an assumed role lives. */
  durationSeconds?: number;
  mfaSerial?: string;
  /** What stands in for a `source_profile`: `Environment`, `EcsContainer` or `Ec2InstanceMetadata`. */
  credentialSource?: 'environment' | 'container' | 'instance';
  /** IAM Identity Center; `session` is its name in the files, or the start URL of a profile without one. */
  sso?: { session: string; startUrl: string; region: string; accountId: string; roleName: string };
  /** `credential_process`, as a shell would take it. May hold secrets: never shown. */
  command?: string;
  /** File with a web identity token. */
  tokenFile?: string;
  useFips?: boolean;
  useDualStack?: boolean;
  endpoints: ProfileEndpoints;
  endpointUrl?: string;
  label?: string;
  colour?: ProfileColour;
  production?: boolean;
  /** A static key that stands as plain text in an AWS file. */
  plainTextKey?: boolean;
  problem?: string;
  /** Its problem keeps it from getting credentials; a missing region does not. */
  unusable?: boolean;
  /** The pair that defines it, for profiles from the AWS files. */
  files?: AwsFilePair;
  /** The file of that pair which names it. */
  file?: string;
}

/** The public face of a profile. An external id is only said to be there: some treat it as a secret. */
export function toProfile(definition: ProfileDefinition): Profile {
  const { externalId, sso, endpoints: _endpoints, files: _files, command: _command, tokenFile: _tokenFile, credentialSource: _source, ...shown } = definition;
  const { useFips: _fips, useDualStack: _dualStack, unusable: _unusable, ...rest } = shown;
  return {
    ...rest,
    ...(externalId !== undefined && { externalId: true }),
    ...(sso !== undefined && { ssoSession: sso.session, ssoAccountId: sso.accountId, ssoRoleName: sso.roleName }),
  };
}
