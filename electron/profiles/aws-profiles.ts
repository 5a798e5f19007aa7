import { ProfileName, RegionName } from '../../shared/model/profile';
import type { IniEntry, IniSection } from './ini-lines';
import { readIni } from './ini-lines';
import type { AwsFilePair, ProfileDefinition, ProfileEndpoints } from './profile-definition';

export interface FileProblem {
  file: string;
  line?: number;
  message: string;
  hint: string;
}

/** A static key as the AWS files hold it. Never leaves main. */
export interface StaticKey {
  accessKeyId: string;
  secretAccessKey: string;
  sessionToken?: string;
}

type Values = Map<string, IniEntry>;
type Env = Readonly<Record<string, string | undefined>>;

interface Found {
  values: Values;
  file: string;
  line: number;
}

/** The texts of a pair; `undefined` for a file that is not there. */
export interface PairTexts {
  config: string | undefined;
  credentials: string | undefined;
}

/** Profiles of one pair of files, in the order of the files; keys of the credentials file win, as in every AWS tool. */
export function awsProfiles(pair: AwsFilePair, texts: PairTexts, env: Env): { profiles: ProfileDefinition[]; problems: FileProblem[] } {
  const { found, services, problems } = merge(pair, texts);
  const profiles: ProfileDefinition[] = [];
  for (const [name, { values, file, line }] of found) {
    if (!ProfileName.safeParse(name).success) {
      problems.push({ file, line, message: `${file}, line ${line}: the profile name is not one that Berth can use.`, hint: 'Use letters, digits and _ . @ + / : - in the name.' });
      continue;
    }
    profiles.push(define({ name, values, services, env, pair, file }));
  }
  return { profiles, problems };
}

/** The static key of a profile, or `undefined` when the files hold none for it. */
export function staticKeyOf(pair: AwsFilePair, texts: PairTexts, name: string): StaticKey | undefined {
  const values = merge(pair, texts).found.get(name)?.values;
  const accessKeyId = read(values, 'aws_access_key_id');
  const secretAccessKey = read(values, 'aws_secret_access_key');
  const sessionToken = read(values, 'aws_session_token');
  if (accessKeyId === undefined || secretAccessKey === undefined) return undefined;
  return { accessKeyId, secretAccessKey, ...(sessionToken !== undefined && { sessionToken }) };
}

const read = (values: Values | undefined, key: string): string | undefined => values?.get(key)?.value || undefined;

function merge(pair: AwsFilePair, texts: PairTexts): { found: Map<string, Found>; services: Map<string, Values>; problems: FileProblem[] } {
  const found = new Map<string, Found>();
  const services = new Map<string, Values>();
  const problems: FileProblem[] = [];
  const take = (name: string, section: IniSection, file: string): void => {
    const known = found.get(name) ?? { values: new Map<string, IniEntry>(), file, line: section.line };
    section.entries.forEach((entry, key) => known.values.set(key, entry));
    found.set(name, known);
  };
  const each = (file: string, text: string | undefined, use: (section: IniSection) => void): void => {
    const ini = readIni(text ?? '');
    problems.push(...ini.problems.map((problem) => ({ ...problem, file, message: `${file}, line ${problem.line}: ${problem.message}` })));
    ini.sections.forEach(use);
  };
  each(pair.configFile, texts.config, (section) => {
    const [type = '', ...rest] = section.title.split(' ');
    if (section.title === 'default') take('default', section, pair.configFile);
    else if (type === 'profile' && rest.length > 0) take(rest.join(' '), section, pair.configFile);
    else if (type === 'services' && rest.length > 0) services.set(rest.join(' '), section.entries);
    else if (rest.length === 0 && type !== 'preview' && type !== 'plugins') {
      problems.push({
        file: pair.configFile,
        line: section.line,
        message: `${pair.configFile}, line ${section.line}: the section lacks the word “profile”, so AWS tools ignore it.`,
        hint: 'Write it as [profile NAME].',
      });
    }
  });
  each(pair.credentialsFile, texts.credentials, (section) => take(section.title.replace(/^profile /, ''), section, pair.credentialsFile));
  return { found, services, problems };
}

interface Defining {
  name: string;
  values: Values;
  services: Map<string, Values>;
  env: Env;
  pair: AwsFilePair;
  file: string;
}

function define({ name, values, services, env, pair, file }: Defining): ProfileDefinition {
  const region = read(values, 'region') ?? env.AWS_REGION ?? env.AWS_DEFAULT_REGION;
  const regions = region !== undefined && RegionName.safeParse(region).success ? [region] : [];
  const optional = {
    accessKeyId: read(values, 'aws_access_key_id'),
    roleArn: read(values, 'role_arn'),
    sourceProfile: read(values, 'source_profile'),
    externalId: read(values, 'external_id'),
    sessionName: read(values, 'role_session_name'),
    endpointUrl: read(values, 'endpoint_url'),
  };
  const seconds = Number(read(values, 'duration_seconds'));
  const { kind, problem } = kindOf(values, name);
  return {
    name,
    source: 'aws-files',
    kind,
    regions,
    ...present(optional),
    ...(Number.isInteger(seconds) && seconds > 0 && { durationSeconds: seconds }),
    endpoints: endpointsOf(values, services, env),
    ...((problem ?? regionProblem(name, region)) !== undefined && { problem: problem ?? regionProblem(name, region) }),
    files: pair,
    file,
  };
}

/** Only what is set, so that an optional property is either there with a value or not there. */
function present<T extends Record<string, string | undefined>>(values: T): { [K in keyof T]?: string } {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as { [K in keyof T]?: string };
}

function regionProblem(name: string, region: string | undefined): string | undefined {
  if (region === undefined) return `Profile ${name} has no region.`;
  return RegionName.safeParse(region).success ? undefined : `The region of profile ${name} does not look like eu-central-1.`;
}

function kindOf(values: Values, name: string): { kind: ProfileDefinition['kind']; problem?: string } {
  const other = (what: string) => ({ kind: 'other' as const, problem: `Profile ${name} ${what}, which Berth cannot use yet.` });
  const has = (key: string): boolean => read(values, key) !== undefined;
  if (has('sso_session') || has('sso_start_url')) return other('signs in through IAM Identity Center (SSO)');
  if (has('credential_process')) return other('gets its keys from another program (credential_process)');
  if (has('web_identity_token_file')) return other('signs in with a web identity');
  if (has('login_session')) return other('signs in through “aws login”');
  if (has('role_arn')) {
    if (has('mfa_serial')) return other('asks for an MFA code');
    if (has('source_profile')) return { kind: 'assume-role' };
    if (has('credential_source')) return other('gets its keys from its surroundings (credential_source)');
    return { kind: 'assume-role', problem: `Profile ${name} assumes a role but has no source_profile.` };
  }
  if (has('aws_access_key_id') && has('aws_secret_access_key')) return { kind: 'static' };
  if (has('aws_access_key_id')) return { kind: 'static', problem: `Profile ${name} has an access key id but no secret access key.` };
  return { kind: 'other', problem: `Profile ${name} has no credentials.` };
}

/** Order of precedence: SDKs and tools reference, “Service-specific endpoints”. */
function endpointsOf(values: Values, services: Map<string, Values>, env: Env): ProfileEndpoints {
  if ((env.AWS_IGNORE_CONFIGURED_ENDPOINT_URLS ?? read(values, 'ignore_configured_endpoint_urls'))?.toLowerCase() === 'true') return {};
  const section = services.get(read(values, 'services') ?? '');
  const endpoint = (service: string): string | undefined =>
    env[`AWS_ENDPOINT_URL_${service.toUpperCase()}`] ??
    env.AWS_ENDPOINT_URL ??
    section?.get(service)?.nested.get('endpoint_url') ??
    read(values, 'endpoint_url');
  return present({ ecr: endpoint('ecr'), ecrPublic: endpoint('ecr_public'), sts: endpoint('sts') });
}
