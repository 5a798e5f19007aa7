import { execFile } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { SandboxDescription } from '../../shared/model/settings';
import { MFA_PROFILE, ROLE_PROFILE, WEB_PROFILE } from '../../electron/sandbox/seed/accounts';
import type { BerthHome } from '../support/berth-home';
import type { Ended, Env } from './cli-runs';

/** Words that must not be seen in anything that Berth prints or writes. */
export const PLANTED = 'PLANTED-SECRET-7f3a9c';

/** What the tests of the ways in share: one pair of AWS files for Berth and for the AWS CLI. */
export interface WayInFiles {
  readonly env: Env;
  /** The keys of the sandbox's `captain`. */
  readonly keys: { accessKeyId: string; secretAccessKey: string };
}

const LIGHTHOUSE_ROLE = 'arn:aws:iam::444455556666:role/';
const session = 'role_session_name = here';

/** Writes AWS files with a profile of every kind, all of the sandbox. */
export async function writeWayInFiles(home: BerthHome, { endpoint, profiles, configFile }: SandboxDescription): Promise<WayInFiles> {
  const captain = profiles.find(({ name }) => name === ROLE_PROFILE.sourceProfile);
  if (captain === undefined) throw new Error('The sandbox has no captain.');
  const keys = { accessKeyId: captain.accessKeyId, secretAccessKey: captain.secretAccessKey };
  const tokenFile = join(configFile, '..', 'web-identity-token');
  await mkdir(join(home.folder, 'bin'), { recursive: true });
  const answer = join(home.folder, 'bin', 'answer.json');
  await writeFile(answer, JSON.stringify({ Version: 1, AccessKeyId: keys.accessKeyId, SecretAccessKey: keys.secretAccessKey }), { mode: 0o600 });
  const hangs = join(home.folder, 'bin', 'pid');

  const at = (name: string, ...lines: string[]): string => [`[${name === 'default' ? name : `profile ${name}`}]`, 'region = eu-central-1', `endpoint_url = ${endpoint}`, ...lines, ''].join('\n');
  const deployer = [`role_arn = ${ROLE_PROFILE.roleArn}`, `external_id = ${ROLE_PROFILE.externalId}`, session];
  const pilot = [`role_arn = ${LIGHTHOUSE_ROLE}pilot`, session];
  const mfa = (serial: string): string[] => [`role_arn = ${LIGHTHOUSE_ROLE}${MFA_PROFILE.role}`, 'source_profile = keys', `mfa_serial = ${serial}`, session];
  await writeFile(
    home.awsConfig,
    [
      at('default'),
      at('keys'),
      at('role', ...deployer, 'source_profile = keys', 'duration_seconds = 900'),
      // The keys of a profile go before the role it names, when it is the source of another.
      at('own-keys', ...deployer, 'source_profile = own-keys', `aws_access_key_id = ${keys.accessKeyId}`, `aws_secret_access_key = ${keys.secretAccessKey}`),
      at('chained', ...deployer, 'source_profile = own-keys'),
      at('two-steps', ...pilot, 'source_profile = role'),
      at('from-process', ...deployer, 'source_profile = process'),
      at('from-environment', ...deployer, 'credential_source = Environment'),
      at('from-container', ...pilot, 'credential_source = EcsContainer'),
      at('from-instance', ...pilot, 'credential_source = Ec2InstanceMetadata'),
      at('process', `credential_process = cat '${answer}'`),
      at('web', `role_arn = ${LIGHTHOUSE_ROLE}${WEB_PROFILE.role}`, `web_identity_token_file = ${tokenFile}`, session),
      at('mfa', ...mfa(MFA_PROFILE.serial)),
      at('mfa-other-role', ...mfa(MFA_PROFILE.serial).filter((line) => line !== session)),
      at('after-mfa', `role_arn = ${LIGHTHOUSE_ROLE}mate`, 'source_profile = mfa', session),
      at('mfa-foreign', ...mfa('arn:aws:iam::111122223333:mfa/somebody')),
      at('forbidden', `role_arn = ${LIGHTHOUSE_ROLE}nobody`, 'source_profile = keys'),
      at('around', `role_arn = ${LIGHTHOUSE_ROLE}deployer`, 'source_profile = and-around'),
      at('and-around', `role_arn = ${LIGHTHOUSE_ROLE}deployer`, 'source_profile = around'),
      at('rubbish', `credential_process = printf '{"Version":1,"AccessKeyId":"${PLANTED}"'`),
      at('half', `credential_process = printf '{"Version":1,"SecretAccessKey":"${PLANTED}"}'`),
      at('fails', `credential_process = sh -c 'echo ${PLANTED} >&2; exit 3'`),
      at('absent', `credential_process = /nowhere/get-keys --password ${PLANTED}`),
      at('hangs', `credential_process = echo $$ > '${hangs}'; sleep 600; echo ${PLANTED}`),
      at('no-token', `role_arn = ${LIGHTHOUSE_ROLE}${WEB_PROFILE.role}`, 'web_identity_token_file = /nowhere/token'),
    ].join('\n'),
  );
  await writeFile(home.awsCredentials, ['[keys]', `aws_access_key_id = ${keys.accessKeyId}`, `aws_secret_access_key = ${keys.secretAccessKey}`, ''].join('\n'), { mode: 0o600 });
  return { keys, env: { ...NO_AWS, ...home.env, HOME: home.folder } };
}

/** Takes away what the surroundings of the test say about AWS. */
const NO_AWS: Env = Object.fromEntries(
  ['AWS_PROFILE', 'AWS_DEFAULT_PROFILE', 'AWS_REGION', 'AWS_DEFAULT_REGION', 'AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY', 'AWS_SESSION_TOKEN'].map((name) => [name, undefined]),
);

/** Who the AWS CLI says it is, in Berth's words. */
export async function awsIdentity(profile: string | undefined, env: Env): Promise<{ accountId: string; arn: string }> {
  const args = [...(profile === undefined ? [] : ['--profile', profile]), '--output', 'json', 'sts', 'get-caller-identity'];
  const { code, stdout, stderr } = await runAws(args, env);
  if (code !== 0) throw new Error(`aws ${args.join(' ')} ended with ${code}: ${stderr}`);
  const { Account, Arn } = JSON.parse(stdout) as { Account: string; Arn: string };
  return { accountId: Account, arn: Arn };
}

const runAws = (args: readonly string[], env: Env): Promise<Ended> =>
  new Promise((resolve) => {
    execFile('aws', args, { env: { ...process.env, AWS_PAGER: '', ...env } }, (error, stdout, stderr) =>
      resolve({ code: error === null ? 0 : Number(error.code ?? 1), stdout, stderr }),
    );
  });
