import { expect, test } from 'vitest';
import { awsProfiles } from '../../../electron/profiles/aws-profiles';

const pair = { configFile: '/aws/config', credentialsFile: '/aws/credentials' };
const ROLE = 'role_arn = arn:aws:iam::123456789012:role/x\n';
const OK = '[profile ok]\nregion = eu-west-1\naws_access_key_id = AKIAOK\naws_secret_access_key = s\n';
const SECRET = 'S3CR3T';

/** What is wrong with a line, whatever profile it belongs to. `SECRET` stands for what must not be repeated. */
test.each([
  ['a header without its bracket', `[profile a\nregion = eu-west-1\n`, 1, 'the section header has no closing bracket.'],
  ['words behind a header', `[profile a] ${SECRET}\nregion = eu-west-1\n`, 1, 'the section header has no closing bracket.'],
  ['a header without a name', '[]\nregion = eu-west-1\n', 1, 'the section has no name.'],
  ['a header that says profile and no name', '[profile]\nregion = eu-west-1\n', 1, 'the section says “profile” and no name.'],
  ['a header that says sso-session and no name', '[sso-session]\n', 1, 'the section says “sso-session” and no name.'],
  ['a header without the word profile', '[dev]\nregion = eu-west-1\n', 1, 'the section lacks the word “profile”, so AWS tools ignore it.'],
  ['a header with a word that nobody knows', '[profil dev]\nregion = eu-west-1\n', 1, 'AWS tools know no section “profil”.'],
  ['a name that cannot be used', '[profile -dev]\nregion = eu-west-1\n', 1, 'the profile name is not one that Berth can use.'],
  ['a section that stands twice', '[profile a]\nregion = eu-west-1\n[profile a]\noutput = json\n', 3, 'the section stands in the file twice; the AWS CLI refuses such a file.'],
  ['a key that stands twice', `[profile a]\nregion = eu-west-1\nregion = ${SECRET}\n`, 3, 'the key stands in its section twice; the AWS CLI refuses such a file.'],
  ['a key before any section', `aws_secret_access_key = ${SECRET}\n[profile a]\nregion = eu-west-1\n`, 1, 'the key stands before any section.'],
  ['a line without an equals sign', `[profile a]\n${SECRET}\n`, 2, 'the line is neither a section nor KEY = VALUE.'],
  ['a line without a key', `[profile a]\n = ${SECRET}\n`, 2, 'an indented line stands under no key.'],
  ['a line that begins with the equals sign', `[profile a]\n=${SECRET}\n`, 2, 'the line is neither a section nor KEY = VALUE.'],
  ['an indented line under no key', `[profile a]\n  ${SECRET}\n`, 2, 'an indented line stands under no key.'],
  ['an indented line that is no KEY = VALUE', `[services s]\necr =\n  ${SECRET}\n`, 3, 'the indented line is not KEY = VALUE; the AWS CLI refuses such a file.'],
  ['text that is not UTF-8', '[profile a]\nregion = \uFFFD\n', 2, 'the file is not text in UTF-8.'],
  ['a file in UTF-16', '\uFFFD\uFFFD[\0p\0r\0', 1, 'the file is not text in UTF-8.'],
  ['an SSO session without its start URL', '[sso-session corp]\nsso_region = eu-west-1\n', 1, 'the sso-session corp has no sso_start_url.'],
  ['an SSO session without its region', '[sso-session corp]\nsso_start_url = https://x.awsapps.com/start\n', 1, 'the sso-session corp has no sso_region.'],
  ['an SSO session with a wrong start URL', `[sso-session corp]\nsso_region = eu-west-1\nsso_start_url = ${SECRET}\n`, 3, 'the sso_start_url of sso-session corp does not look like https://example.awsapps.com/start.'],
])('names the line of %s', (_words, config, line, message) => {
  const { problems } = awsProfiles(pair, { config, credentials: undefined }, {});
  expect(problems.map((problem) => problem.message)).toContain(`/aws/config, line ${line}: ${message}`);
  expect(problems[0]?.hint).not.toBe('');
  expect(JSON.stringify(problems)).not.toContain(SECRET);
});

/** What keeps one profile from being used; the others are as they were. */
test.each([
  ['a role that is none', `role_arn = ${SECRET}\nsource_profile = ok\n`, '/aws/config, line 3: the role_arn of profile a does not look like arn:aws:iam::123456789012:role/NAME.'],
  ['a role without a source', ROLE, 'Profile a assumes a role but has no source_profile.'],
  ['a role with two sources', `${ROLE}source_profile = ok\ncredential_source = Environment\n`, 'Profile a has both a source_profile and a credential_source; AWS tools take only one.'],
  ['an unknown credential_source', `${ROLE}credential_source = environment\n`, 'The credential_source of profile a is none that AWS tools know: Environment, EcsContainer or Ec2InstanceMetadata.'],
  ['a source without a role', 'source_profile = ok\n', 'Profile a names a source of credentials but no role_arn.'],
  ['a duration that is no number', `${ROLE}source_profile = ok\nduration_seconds = 1h\n`, '/aws/config, line 5: the duration_seconds of profile a is not a number from 900 to 43200.'],
  ['a duration that is too short', `${ROLE}source_profile = ok\nduration_seconds = 60\n`, '/aws/config, line 5: the duration_seconds of profile a is not a number from 900 to 43200.'],
  ['an MFA device that is none', `${ROLE}source_profile = ok\nmfa_serial = phone\n`, '/aws/config, line 5: the mfa_serial of profile a does not look like arn:aws:iam::123456789012:mfa/NAME.'],
  ['a session name with a space', `${ROLE}source_profile = ok\nrole_session_name = my name\n`, '/aws/config, line 5: the role_session_name of profile a is not made of 2 to 64 letters, digits and + = , . @ -.'],
  ['a web identity without a role', 'web_identity_token_file = /token\n', 'Profile a has a web_identity_token_file but no role_arn.'],
  ['a key id without its secret', 'aws_access_key_id = AKIA\n', 'Profile a has an access key id but no secret access key.'],
  ['a secret without its key id', `aws_secret_access_key = ${SECRET}\n`, 'Profile a has a secret access key but no access key id.'],
  ['nothing at all', 'output = json\n', 'Profile a has no credentials.'],
  ['an empty program', 'credential_process =\n', 'Profile a has no credentials.'],
  ['an SSO session that does not exist', 'sso_session = none\nsso_account_id = 123456789012\nsso_role_name = R\n', 'Profile a signs in through the sso-session none, which does not exist.'],
  ['SSO without account and role', 'sso_session = corp\n', 'Profile a signs in through IAM Identity Center (SSO) but names no sso_account_id and no sso_role_name.'],
  ['SSO without a role', 'sso_session = corp\nsso_account_id = 123456789012\n', 'Profile a signs in through IAM Identity Center but lacks sso_role_name.'],
  ['SSO of the older form without its region', 'sso_start_url = https://x.awsapps.com/start\nsso_account_id = 123456789012\nsso_role_name = R\n', 'Profile a signs in through IAM Identity Center but lacks sso_region.'],
  ['SSO that its session contradicts', 'sso_session = corp\nsso_region = us-east-1\nsso_account_id = 123456789012\nsso_role_name = R\n', 'Profile a and its sso-session corp do not agree on sso_region, so AWS tools refuse it.'],
  ['an account id of the wrong length', 'sso_session = corp\nsso_account_id = 12345\nsso_role_name = R\n', '/aws/config, line 4: the sso_account_id of profile a does not have 12 digits.'],
  ['an endpoint that is none', `aws_access_key_id = A\naws_secret_access_key = s\nendpoint_url = ${SECRET}\n`, '/aws/config, line 5: the endpoint_url of profile a is not a URL that begins with https:// or http://.'],
  ['a services section that does not exist', 'aws_access_key_id = A\naws_secret_access_key = s\nservices = none\n', '/aws/config, line 5: profile a names the services section none, which does not exist.'],
  ['an endpoint of a service that is none', 'aws_access_key_id = A\naws_secret_access_key = s\nservices = local\n[services local]\necr =\n  endpoint_url = here\n', '/aws/config, line 7: an endpoint_url in the services section local is not a URL that begins with https:// or http://.'],
  ['a switch that is neither on nor off', 'aws_access_key_id = A\naws_secret_access_key = s\nuse_fips_endpoint = yes\n', '/aws/config, line 5: the use_fips_endpoint of profile a is neither true nor false.'],
  ['FIPS together with an endpoint', 'aws_access_key_id = A\naws_secret_access_key = s\nuse_fips_endpoint = true\nendpoint_url = https://ecr.example\n', 'Profile a wants FIPS endpoints and sets an endpoint by hand; AWS tools take only one of the two.'],
])('says what keeps a profile with %s from being used', (_words, lines, problem) => {
  const corp = '[sso-session corp]\nsso_start_url = https://x.awsapps.com/start\nsso_region = eu-west-1\n';
  const { profiles, problems } = awsProfiles(pair, { config: `[profile a]\nregion = eu-west-1\n${lines}${OK}${corp}`, credentials: undefined }, {});
  expect(profiles[0]).toMatchObject({ name: 'a', problem, unusable: true });
  expect(profiles[1]).toMatchObject({ name: 'ok', kind: 'static' });
  expect(profiles[1]).not.toHaveProperty('problem');
  expect(problems).toEqual([]);
  expect(JSON.stringify(profiles[0]?.problem)).not.toContain(SECRET);
});

test.each([
  ['no region', '', 'Profile a has no region.'],
  ['a region that is none', 'region = Frankfurt\n', 'The region of profile a does not look like eu-central-1.'],
])('a profile with %s says so, and can still say who it is', (_words, line, problem) => {
  const { profiles } = awsProfiles(pair, { config: `[profile a]\n${line}aws_access_key_id = A\naws_secret_access_key = s\n`, credentials: undefined }, {});
  expect(profiles[0]).toMatchObject({ problem, regions: [] });
  expect(profiles[0]).not.toHaveProperty('unusable');
});
