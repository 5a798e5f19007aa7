import { ProfileName, RegionName } from '../../shared/model/profile';
import { endpointFlags, endpointsOf, type Env } from './aws/endpoints';
import { credentialSourceOf, kindOf } from './aws/profile-kind';
import { sectionsOf, valueOf, type FileProblem, type PairTexts, type Sections, type Values } from './aws/sections';
import { ssoPartsOf, ssoSessionsOf } from './aws/sso-parts';
import { servicesProblem, valueProblem } from './aws/value-problems';
import type { AwsFilePair, ProfileDefinition, SsoSessionDefinition } from './profile-definition';

export type { FileProblem, PairTexts } from './aws/sections';

/** A static key as the AWS files hold it. Never leaves main. */
export interface StaticKey {
  accessKeyId: string;
  secretAccessKey: string;
  sessionToken?: string;
}

/** What one pair of files says. */
export interface AwsProfiles {
  profiles: ProfileDefinition[];
  ssoSessions: SsoSessionDefinition[];
  problems: FileProblem[];
}

/** Profiles and SSO sessions of one pair of files, in the order of the files; keys of the credentials file win, as in every AWS tool. */
export function awsProfiles(pair: AwsFilePair, texts: PairTexts, env: Env): AwsProfiles {
  const sections = sectionsOf(pair, texts);
  const problems = [...sections.problems];
  const profiles: ProfileDefinition[] = [];
  for (const [name, { values, file, line }] of sections.profiles) {
    if (ProfileName.safeParse(name).success) profiles.push(define({ name, values, sections, env, pair, file }));
    else problems.push({ file, line, message: `${file}, line ${line}: the profile name is not one that Berth can use.`, hint: 'Use letters, digits and _ . @ + / : - in the name.' });
  }
  const sso = ssoSessionsOf(sections, profiles, env);
  return { profiles, ssoSessions: sso.sessions, problems: [...problems, ...sso.problems] };
}

/** The static key of a profile, or `undefined` when the files hold none for it. */
export function staticKeyOf(pair: AwsFilePair, texts: PairTexts, name: string): StaticKey | undefined {
  const values = sectionsOf(pair, texts).profiles.get(name)?.values;
  const accessKeyId = valueOf(values, 'aws_access_key_id');
  const secretAccessKey = valueOf(values, 'aws_secret_access_key');
  const sessionToken = sessionTokenOf(values);
  if (accessKeyId === undefined || secretAccessKey === undefined) return undefined;
  return { accessKeyId, secretAccessKey, ...(sessionToken !== undefined && { sessionToken }) };
}

/** botocore knows an older name too. */
const sessionTokenOf = (values: Values | undefined): string | undefined => valueOf(values, 'aws_session_token') ?? valueOf(values, 'aws_security_token');

interface Defining {
  name: string;
  values: Values;
  sections: Sections;
  env: Env;
  pair: AwsFilePair;
  file: string;
}

function define({ name, values, sections, env, pair, file }: Defining): ProfileDefinition {
  const region = valueOf(values, 'region') ?? env.AWS_REGION ?? env.AWS_DEFAULT_REGION;
  const { kind, problem: incomplete } = kindOf(name, values, pair);
  const sso = kind === 'sso' && incomplete === undefined ? ssoPartsOf(name, values, sections.ssoSessions) : undefined;
  const blocking = incomplete ?? sso?.problem ?? valueProblem(`profile ${name}`, values) ?? servicesProblem(name, values, sections.services);
  const flags = endpointFlags(values, env);
  const endpoints = endpointsOf(values, sections.services, env);
  const clash = blocking === undefined && flags.useFips === true && Object.keys(endpoints).length > 0;
  const unusable = clash ? `Profile ${name} wants FIPS endpoints and sets an endpoint by hand; AWS tools take only one of the two.` : blocking;
  const problem = unusable ?? regionProblem(name, region);
  const seconds = Number(valueOf(values, 'duration_seconds'));
  const credentialSource = credentialSourceOf(valueOf(values, 'credential_source'));
  return {
    name,
    source: 'aws-files',
    kind,
    regions: region !== undefined && RegionName.safeParse(region).success ? [region] : [],
    ...present({
      accessKeyId: valueOf(values, 'aws_access_key_id'),
      roleArn: valueOf(values, 'role_arn'),
      sourceProfile: valueOf(values, 'source_profile'),
      externalId: valueOf(values, 'external_id'),
      sessionName: valueOf(values, 'role_session_name'),
      mfaSerial: kind === 'assume-role' ? valueOf(values, 'mfa_serial') : undefined,
      command: valueOf(values, 'credential_process'),
      tokenFile: valueOf(values, 'web_identity_token_file'),
      endpointUrl: valueOf(values, 'endpoint_url'),
    }),
    ...(sso?.sso !== undefined && { sso: sso.sso }),
    ...(credentialSource !== undefined && { credentialSource }),
    ...(Number.isInteger(seconds) && seconds > 0 && { durationSeconds: seconds }),
    ...flags,
    endpoints,
    ...(hasPlainKey(values) && { plainTextKey: true }),
    ...(problem !== undefined && { problem }),
    ...(unusable !== undefined && { unusable: true }),
    files: pair,
    file,
  };
}

/** A key that lives until somebody deletes it; one with a session token ends by itself. */
const hasPlainKey = (values: Values): boolean =>
  valueOf(values, 'aws_access_key_id') !== undefined && valueOf(values, 'aws_secret_access_key') !== undefined && sessionTokenOf(values) === undefined;

/** Only what is set, so that an optional property is either there with a value or not there. */
function present<T extends Record<string, string | undefined>>(values: T): { [K in keyof T]?: string } {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as { [K in keyof T]?: string };
}

function regionProblem(name: string, region: string | undefined): string | undefined {
  if (region === undefined) return `Profile ${name} has no region.`;
  return RegionName.safeParse(region).success ? undefined : `The region of profile ${name} does not look like eu-central-1.`;
}
