import fc from 'fast-check';
import { expect, test } from 'vitest';
import { awsProfiles, staticKeyOf } from '../../electron/profiles/aws-profiles';
import { readIni } from '../../electron/profiles/ini-lines';

const ROLE = 'arn:aws:iam::123456789012:role/x';
const pair = { configFile: '/aws/config', credentialsFile: '/aws/credentials' };
const read = (config: string, credentials = '', env: Record<string, string> = {}) => awsProfiles(pair, { config, credentials }, env);

test('keys, region and endpoint of a profile come together from both files', () => {
  const { profiles, problems } = read(
    '[profile dev]\nregion = eu-central-1 # near\nendpoint_url = http://127.0.0.1:4000\n',
    '[dev]\naws_access_key_id = AKIDEXAMPLE1234567\naws_secret_access_key = s3cr3t#notacomment\n',
  );
  expect(problems).toEqual([]);
  expect(profiles[0]).toMatchObject({ name: 'dev', kind: 'static', regions: ['eu-central-1'], accessKeyId: 'AKIDEXAMPLE1234567', endpoints: { ecr: 'http://127.0.0.1:4000', sts: 'http://127.0.0.1:4000' } });
  expect(JSON.stringify(profiles)).not.toContain('s3cr3t');
});

test('a services section gives each service its own endpoint', () => {
  const { profiles } = read('[profile a]\nregion=eu-west-1\nservices = local\nendpoint_url = https://all.example\n[services local]\necr =\n  endpoint_url = https://ecr.example\n');
  expect(profiles[0]?.endpoints).toMatchObject({ ecr: 'https://ecr.example', ecrPublic: 'https://all.example', sts: 'https://all.example', sso: 'https://all.example', ssoOidc: 'https://all.example' });
});

test('every way in is recognised, with what it needs', () => {
  const region = 'region=eu-west-1\n';
  const { profiles } = read(
    `[profile role]\n${region}role_arn=${ROLE}\nsource_profile=a\nexternal_id=e\nduration_seconds=900\nmfa_serial=arn:aws:iam::123456789012:mfa/me\n` +
      `[profile env]\n${region}role_arn=${ROLE}\ncredential_source=Environment\n[profile proc]\n${region}credential_process=tool --token x\n` +
      `[profile web]\n${region}role_arn=${ROLE}\nweb_identity_token_file=/run/token\n[profile login]\n${region}login_session=arn:aws:iam::1:user/x\n` +
      `[profile sso]\n${region}sso_session=corp\nsso_account_id=123456789012\nsso_role_name=Reader\n[sso-session corp]\nsso_start_url=https://corp.awsapps.com/start\nsso_region=eu-west-1\n` +
      `[profile temporary]\n${region}aws_access_key_id=ASIAEXAMPLE\naws_secret_access_key=s\naws_session_token=t\n`,
  );
  expect(profiles.map(({ problem }) => problem).filter((problem) => problem !== undefined)).toEqual([]);
  expect(profiles).toMatchObject([
    { kind: 'assume-role', sourceProfile: 'a', externalId: 'e', durationSeconds: 900, mfaSerial: 'arn:aws:iam::123456789012:mfa/me' },
    { kind: 'assume-role', credentialSource: 'environment' },
    { kind: 'process', command: 'tool --token x' },
    { kind: 'web-identity', roleArn: ROLE, tokenFile: '/run/token' },
    { kind: 'login' },
    { kind: 'sso', sso: { session: 'corp', startUrl: 'https://corp.awsapps.com/start', region: 'eu-west-1', accountId: '123456789012', roleName: 'Reader' } },
    { kind: 'static', accessKeyId: 'ASIAEXAMPLE' },
  ]);
  expect(profiles[6]).not.toHaveProperty('plainTextKey');
});

test('a malformed line is named with file and line, never repeated, and the rest is read', () => {
  const { profiles, problems } = read('[profile a]\nregion = eu-west-1\nAKIA-OOPS-SECRET\n[profile b\nregion=x\n[profile c]\nregion=eu-west-1\n');
  expect(problems.map(({ file, line }) => ({ file, line }))).toEqual([{ file: '/aws/config', line: 3 }, { file: '/aws/config', line: 4 }]);
  expect(problems[0]?.message).toContain('/aws/config, line 3');
  expect(JSON.stringify(problems)).not.toContain('OOPS');
  expect(profiles.map(({ name }) => name)).toEqual(['a', 'c']);
});

test('the static key is what the files hold, with its session token', () => {
  expect(staticKeyOf(pair, { config: undefined, credentials: '[x]\naws_access_key_id=A\naws_secret_access_key=b=c==\naws_session_token=t\n' }, 'x')).toEqual({ accessKeyId: 'A', secretAccessKey: 'b=c==', sessionToken: 't' });
  expect(staticKeyOf(pair, { config: undefined, credentials: undefined }, 'x')).toBeUndefined();
});

test('no text makes the reader throw, and every problem is on a line of the text', () => {
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom('[', ']', '=', ' ', '\n', '#', 'a', 'profile ', '"') }), (text) => {
      const lines = text.split('\n').length;
      expect(readIni(text).problems.every(({ line }) => line >= 1 && line <= lines)).toBe(true);
    }),
    { numRuns: 10_000 },
  );
});
