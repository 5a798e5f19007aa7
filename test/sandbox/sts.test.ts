import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { IAMClient, ListAccountAliasesCommand } from '@aws-sdk/client-iam';
import { AssumeRoleCommand, AssumeRoleWithWebIdentityCommand, GetCallerIdentityCommand, GetSessionTokenCommand, STSClient, type STSClientConfig } from '@aws-sdk/client-sts';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startSandbox, type Sandbox } from '../../electron/sandbox/sandbox';
import { MFA_PROFILE, WEB_PROFILE } from '../../electron/sandbox/seed/accounts';
import { stepAt, totp } from '../../electron/sandbox/sts/totp';

const ROLE = 'arn:aws:iam::444455556666:role/';
let folder: string;
let sandbox: Sandbox;
/** Milliseconds by which the sandbox's clock is ahead: a test that uses codes has steps of its own. */
let ahead = 0;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'berth-sts-'));
  sandbox = await startSandbox({ stateDir: folder, empty: true, now: () => Date.now() + ahead });
});
afterAll(async () => {
  await sandbox?.close();
  await rm(folder, { recursive: true, force: true });
});

const keysOf = (name: string) => {
  const { accessKeyId = '', secretAccessKey = '' } = sandbox.description.profiles.find((profile) => profile.name === name) ?? {};
  return { accessKeyId, secretAccessKey };
};
const client = (credentials: STSClientConfig['credentials']) =>
  new STSClient({ endpoint: sandbox.description.endpoint, region: 'eu-central-1', maxAttempts: 1, ...(credentials !== undefined && { credentials }) });
const captain = () => client(keysOf('sandbox-harbour'));
const codeIn = (steps: number): string => totp(MFA_PROFILE.secret, stepAt(Date.now() + ahead) + steps);
const takeRole = (TokenCode?: string, SerialNumber: string | undefined = MFA_PROFILE.serial) =>
  captain().send(new AssumeRoleCommand({ RoleArn: `${ROLE}${MFA_PROFILE.role}`, RoleSessionName: 'test', ...(TokenCode !== undefined && { TokenCode, SerialNumber }) }));

test.each([
  [59, '287082'],
  [1_111_111_109, '081804'],
  [20_000_000_000, '353130'],
])('shows the code of RFC 6238 at second %i', (second, code) => {
  expect(totp('GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ', stepAt(second * 1000))).toBe(code);
});

test('opens a role that asks for MFA with the device’s code, once, and with nothing else', async () => {
  ahead += 300_000;
  try {
    const wrong = String((Number(codeIn(0)) + 1) % 1_000_000).padStart(6, '0');
    await expect(takeRole()).rejects.toMatchObject({ name: 'AccessDenied', message: expect.stringContaining('is not authorized to perform: sts:AssumeRole') });
    await expect(takeRole(wrong)).rejects.toMatchObject({ name: 'AccessDenied', message: expect.stringContaining('invalid MFA one time pass code') });
    await expect(takeRole(codeIn(0), 'arn:aws:iam::111122223333:mfa/other')).rejects.toMatchObject({ name: 'AccessDenied', message: expect.stringContaining('unable to validate') });
    const code = codeIn(0);
    expect(await takeRole(code)).toMatchObject({ AssumedRoleUser: { Arn: 'arn:aws:sts::444455556666:assumed-role/harbour-master/test' } });
    await expect(takeRole(code)).rejects.toMatchObject({ name: 'AccessDenied', message: expect.stringContaining('invalid MFA one time pass code') });
  } finally {
    ahead -= 300_000;
  }
});

test('gives a user a session, which may take the role when MFA opened it', async () => {
  const open = async (TokenCode?: string) => {
    const { Credentials } = await captain().send(new GetSessionTokenCommand({ DurationSeconds: 900, ...(TokenCode !== undefined && { TokenCode, SerialNumber: MFA_PROFILE.serial }) }));
    return client({ accessKeyId: Credentials?.AccessKeyId ?? '', secretAccessKey: Credentials?.SecretAccessKey ?? '', sessionToken: Credentials?.SessionToken ?? '' });
  };
  const ask = new AssumeRoleCommand({ RoleArn: `${ROLE}${MFA_PROFILE.role}`, RoleSessionName: 'test' });
  const [plain, proven] = [await open(), await open(codeIn(0))];
  expect(await plain.send(new GetCallerIdentityCommand({}))).toMatchObject({ Arn: 'arn:aws:iam::111122223333:user/captain' });
  await expect(plain.send(ask)).rejects.toMatchObject({ name: 'AccessDenied' });
  expect(await proven.send(ask)).toHaveProperty('Credentials.SessionToken');
  await expect(proven.send(new GetSessionTokenCommand({}))).rejects.toMatchObject({ name: 'AccessDenied' });
});

test('takes a web identity token without a signature, and refuses one that is foreign, old or changed', async () => {
  const token = (await readFile(join(folder, 'web-identity-token'), 'utf8')).trim();
  const take = (WebIdentityToken: string, role = WEB_PROFILE.role) =>
    client(undefined).send(new AssumeRoleWithWebIdentityCommand({ RoleArn: `${ROLE}${role}`, RoleSessionName: 'pod', WebIdentityToken }));
  expect(await take(token)).toMatchObject({ AssumedRoleUser: { Arn: 'arn:aws:sts::444455556666:assumed-role/lamp/pod' } });
  await expect(take(token, 'deployer')).rejects.toMatchObject({ name: 'AccessDenied' });
  await expect(take('nonsense')).rejects.toMatchObject({ name: 'InvalidIdentityTokenException' });
  const [header = '', payload = ''] = token.split('.');
  await expect(take(`${header}.${payload}.${'A'.repeat(86)}`)).rejects.toMatchObject({ name: 'InvalidIdentityTokenException' });
  ahead += 25 * 60 * 60 * 1000;
  try {
    await expect(take(token)).rejects.toMatchObject({ name: 'ExpiredTokenException' });
  } finally {
    ahead -= 25 * 60 * 60 * 1000;
  }
});

test('tells an account’s alias to whoever may ask', async () => {
  const aliases = (name: string) =>
    new IAMClient({ endpoint: sandbox.description.endpoint, region: 'us-east-1', credentials: keysOf(name), maxAttempts: 1 }).send(new ListAccountAliasesCommand({}));
  expect(await aliases('sandbox-harbour')).toMatchObject({ AccountAliases: ['berth-harbour'] });
  expect((await aliases('sandbox-lighthouse')).AccountAliases).toEqual([]);
  await expect(aliases('sandbox-harbour-readonly')).rejects.toMatchObject({ name: 'AccessDenied' });
});
