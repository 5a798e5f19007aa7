import { expect, test } from 'vitest';
import { awsProfiles } from '../../../electron/profiles/aws-profiles';
import { withSource } from '../../../electron/profiles/aws/source-chain';
import { surroundingProfiles } from '../../../electron/profiles/aws/surroundings';

const pair = { configFile: '/aws/config', credentialsFile: '/aws/credentials' };
const ROLE = 'arn:aws:iam::123456789012:role/x';
const read = (config: string, credentials = '', env: Record<string, string> = {}) => awsProfiles(pair, { config, credentials }, env);

/** In the order in which the AWS CLI (botocore 1.43.11) takes them; every set of them is asked for. */
const ORDER = [
  { kind: 'web-identity', lines: [`role_arn = ${ROLE}`, 'web_identity_token_file = /token'] },
  { kind: 'assume-role', lines: [`role_arn = ${ROLE}`, 'source_profile = base'] },
  { kind: 'sso', lines: ['sso_session = corp', 'sso_account_id = 123456789012', 'sso_role_name = R'] },
  { kind: 'static', lines: [], keys: true },
  { kind: 'login', lines: ['login_session = arn:aws:iam::123456789012:user/x'] },
  { kind: 'process', lines: ['credential_process = tool'] },
  { kind: 'static', lines: ['aws_access_key_id = A', 'aws_secret_access_key = s'] },
];

test('of several ways in, the one counts that the AWS CLI takes', () => {
  for (let set = 1; set < 1 << ORDER.length; set += 1) {
    const ways = ORDER.filter((_way, index) => set & (1 << index));
    const lines = [...new Set(ways.flatMap((way) => way.lines))].join('\n');
    const config = `[profile p]\nregion = eu-west-1\n${lines}\n[sso-session corp]\nsso_start_url = https://x.awsapps.com/start\nsso_region = eu-west-1\n`;
    const keys = ways.some((way) => way.keys === true) ? '[p]\naws_access_key_id = A\naws_secret_access_key = s\n' : '';
    expect({ lines, keys, kind: read(config, keys).profiles[0]?.kind }).toEqual({ lines, keys, kind: ways[0]?.kind });
  }
});

test('SSO sessions come from their sections, and from profiles of the older form by their start URL', () => {
  const { ssoSessions, profiles } = read(
    '[sso-session corp]\nsso_start_url = https://corp.awsapps.com/start\nsso_region = eu-west-1\nsso_registration_scopes = sso:account:access, codewhisperer:completions\n' +
      '[profile new]\nregion = eu-west-1\nsso_session = corp\nsso_account_id = 123456789012\nsso_role_name = R\nservices = local\n' +
      '[profile old]\nregion = eu-west-1\nsso_start_url = https://old.awsapps.com/start\nsso_region = us-east-1\nsso_account_id = 123456789012\nsso_role_name = R\n' +
      '[services local]\nsso =\n  endpoint_url = https://portal.example\nsso_oidc =\n  endpoint_url = https://oidc.example\n',
  );
  expect(ssoSessions).toEqual([
    {
      name: 'corp', startUrl: 'https://corp.awsapps.com/start', region: 'eu-west-1', file: '/aws/config',
      scopes: ['sso:account:access', 'codewhisperer:completions'],
      endpoints: { sso: 'https://portal.example', ssoOidc: 'https://oidc.example' },
    },
    { name: 'https://old.awsapps.com/start', startUrl: 'https://old.awsapps.com/start', region: 'us-east-1', endpoints: {}, file: '/aws/config' },
  ]);
  expect(profiles.map(({ sso }) => sso?.session)).toEqual(['corp', 'https://old.awsapps.com/start']);
});

test('FIPS and dual-stack are read with the profile, after the environment', () => {
  const config = '[profile a]\nregion = eu-west-1\naws_access_key_id = A\naws_secret_access_key = s\nuse_dualstack_endpoint = true\n';
  expect(read(config).profiles[0]).toMatchObject({ useDualStack: true });
  expect(read(config).profiles[0]).not.toHaveProperty('useFips');
  expect(read(config, '', { AWS_USE_FIPS_ENDPOINT: 'true', AWS_USE_DUALSTACK_ENDPOINT: 'false' }).profiles[0]).toMatchObject({ useFips: true });
  expect(read(config, '', { AWS_USE_DUALSTACK_ENDPOINT: 'false' }).profiles[0]).not.toHaveProperty('useDualStack');
});

const problemsOf = (config: string): Record<string, string | undefined> => {
  const { profiles } = read(config);
  const all = new Map(profiles.map((profile) => [profile.name, profile]));
  return Object.fromEntries(profiles.map((profile) => [profile.name, withSource(profile, all).problem]));
};
const role = (name: string, source: string, more = ''): string => `[profile ${name}]\nregion = eu-west-1\nrole_arn = ${ROLE}\nsource_profile = ${source}\n${more}`;
const KEYS = 'aws_access_key_id = A\naws_secret_access_key = s\n';

test('a chain of sources that runs in a circle, or ends nowhere, is a problem before anybody tries it', () => {
  expect(problemsOf(role('a', 'b') + role('b', 'c') + role('c', 'a'))).toMatchObject({
    a: 'The profiles a → b → c → a assume their roles from one another in a circle.',
    b: 'The profiles b → c → a → b assume their roles from one another in a circle.',
  });
  expect(problemsOf(role('self', 'self'))).toEqual({ self: 'The profiles self → self assume their roles from one another in a circle.' });
  expect(problemsOf(role('into', 'a') + role('a', 'b') + role('b', 'a'))).toMatchObject({ into: expect.stringContaining('in a circle') as string });
  expect(problemsOf(role('a', 'b') + role('b', 'gone'))).toEqual({
    a: 'Profile a comes to b, which assumes its role from gone, which does not exist.',
    b: 'Profile b assumes its role from gone, which does not exist.',
  });
  expect(problemsOf(role('a', 'bare') + '[profile bare]\nregion = eu-west-1\n')).toMatchObject({ a: 'Profile a assumes its role from bare, which has no credentials.' });
});

test('keys end a chain: one’s own, and those of a source that names a role too', () => {
  expect(problemsOf(role('self', 'self', KEYS))).toEqual({ self: undefined });
  expect(problemsOf(role('a', 'b') + role('b', 'a', KEYS))).toMatchObject({ a: undefined });
});

test('what surrounds Berth becomes profiles, with the region and endpoints of the usual one', () => {
  const [usual] = read('[default]\nregion = eu-west-3\nendpoint_url = https://aws.example\n').profiles;
  const env = {
    AWS_ACCESS_KEY_ID: 'AKIAENV', AWS_SECRET_ACCESS_KEY: 's', AWS_WEB_IDENTITY_TOKEN_FILE: '/token', AWS_ROLE_ARN: ROLE,
    AWS_CONTAINER_CREDENTIALS_RELATIVE_URI: '/v2/credentials/x',
  };
  const found = surroundingProfiles({ env, onInstance: true, usual });
  expect(found.map(({ name, kind, source }) => `${name} ${kind} ${source}`)).toEqual([
    'environment environment surroundings', 'web-identity web-identity surroundings', 'container container surroundings', 'instance instance surroundings',
  ]);
  for (const profile of found) expect(profile).toMatchObject({ regions: ['eu-west-3'], endpoints: { sts: 'https://aws.example' } });
  expect(found[0]).toMatchObject({ accessKeyId: 'AKIAENV' });
  expect(JSON.stringify(found)).not.toContain('"s"');
});

test('nothing surrounds Berth on a usual computer, nor where the metadata service is switched off', () => {
  expect(surroundingProfiles({ env: { AWS_ACCESS_KEY_ID: 'A' }, onInstance: false, usual: undefined })).toEqual([]);
  expect(surroundingProfiles({ env: { AWS_EC2_METADATA_DISABLED: 'true' }, onInstance: true, usual: undefined })).toEqual([]);
});

test('without a usual profile, the environment says the region, and a missing one is named', () => {
  const keys = { AWS_ACCESS_KEY_ID: 'A', AWS_SECRET_ACCESS_KEY: 's' };
  expect(surroundingProfiles({ env: { ...keys, AWS_REGION: 'us-east-2' }, onInstance: false, usual: undefined })[0]).toMatchObject({ regions: ['us-east-2'] });
  expect(surroundingProfiles({ env: keys, onInstance: false, usual: undefined })[0]).toMatchObject({ regions: [], problem: 'Profile environment has no region.' });
});
