import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { ProfileDefinition } from '../../electron/profiles/profile-definition';
import { startSandbox, type Sandbox } from '../../electron/sandbox/sandbox';
import { Credentials } from '../../electron/sessions/credentials';
import { never, noSecrets, noSso, profilesOf } from './credential-ports';

let folder: string;
let sandbox: Sandbox;
const before = process.env.AWS_LOGIN_CACHE_DIRECTORY;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'berth-tokens-'));
  sandbox = await startSandbox({ stateDir: join(folder, 'sandbox'), empty: true });
  // The SDK takes the place of its cache from the process's own environment alone.
  process.env.AWS_LOGIN_CACHE_DIRECTORY = join(folder, 'login');
});
afterAll(async () => {
  if (before === undefined) delete process.env.AWS_LOGIN_CACHE_DIRECTORY;
  else process.env.AWS_LOGIN_CACHE_DIRECTORY = before;
  await sandbox?.close();
  await rm(folder, { recursive: true, force: true });
});

const identityOf = (definition: ProfileDefinition) =>
  new Credentials({ profiles: profilesOf([definition]), questions: { ask: never }, secrets: noSecrets, sso: noSso, env: {} }).providerFor(definition.name)();

test('“aws login” is used while it lasts, and asked for again in words', async () => {
  const session = 'arn:aws:iam::111122223333:user/captain';
  const files = { configFile: join(folder, 'config'), credentialsFile: join(folder, 'credentials') };
  await writeFile(files.configFile, `[profile console]\nregion = eu-central-1\nlogin_session = ${session}\n`);
  const definition: ProfileDefinition = { name: 'console', source: 'aws-files', kind: 'login', regions: ['eu-central-1'], endpoints: {}, files };
  await expect(identityOf(definition)).rejects.toMatchObject({ code: 'session-expired', hint: expect.stringContaining('aws login --profile console') });

  const expiresAt = new Date(Date.now() + 900_000).toISOString();
  const accessToken = { accessKeyId: 'ASIALOGIN', secretAccessKey: 's', sessionToken: 't', accountId: '111122223333', expiresAt };
  await mkdir(join(folder, 'login'));
  await writeFile(
    join(folder, 'login', `${createHash('sha256').update(session).digest('hex')}.json`),
    JSON.stringify({ accessToken, clientId: 'c', refreshToken: 'r', dpopKey: 'd' }),
  );
  expect(await identityOf(definition)).toMatchObject({ accessKeyId: 'ASIALOGIN', sessionToken: 't', expiration: new Date(expiresAt) });
});

const web = (tokenFile: string, role = 'lamp'): ProfileDefinition => ({
  name: 'web', source: 'aws-files', kind: 'web-identity', regions: ['eu-central-1'], tokenFile,
  endpoints: { sts: sandbox.description.endpoint }, roleArn: `arn:aws:iam::444455556666:role/${role}`,
});

test('a web identity is read from its file each time, and what is wrong with it is said', async () => {
  const [good, file] = [join(folder, 'sandbox', 'web-identity-token'), join(folder, 'token')];
  expect(await identityOf(web(good))).toMatchObject({ sessionToken: expect.any(String) as string, expiration: expect.any(Date) as Date });
  await expect(identityOf(web(good, 'deployer'))).rejects.toMatchObject({ code: 'access-denied', message: 'Profile web may not do sts:AssumeRoleWithWebIdentity.' });
  await expect(identityOf(web(file))).rejects.toMatchObject({ code: 'credentials-missing', message: expect.stringContaining('(ENOENT)') as string });
  await writeFile(file, 'S3CR3T.that.is-no-token');
  const refused: unknown = await identityOf(web(file)).catch((thrown: unknown) => thrown);
  expect(refused).toMatchObject({ code: 'credentials-invalid', message: 'AWS does not accept the web identity token of profile web.' });
  expect(JSON.stringify(refused)).not.toContain('S3CR3T');
});
