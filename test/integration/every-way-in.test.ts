import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ROLE_PROFILE } from '../../electron/sandbox/seed/accounts';
import { startSandbox, type Sandbox } from '../../electron/sandbox/sandbox';
import { CallerIdentity } from '../../shared/model/profile';
import { createBerthHome, type BerthHome } from '../support/berth-home';
import { requires } from '../support/capabilities';
import { startContainerEndpoint, startInstanceMetadata, type GivenCredentials, type MetadataServer } from '../support/metadata-servers';
import { runBerth, type Env } from './cli-runs';
import { awsIdentity, writeWayInFiles, type WayInFiles } from './way-in-files';

const DEPLOYER = 'arn:aws:sts::444455556666:assumed-role/deployer/here';
const PILOT = 'arn:aws:sts::444455556666:assumed-role/pilot/here';
const CAPTAIN = 'arn:aws:iam::111122223333:user/captain';

requires('aws-endpoints').describe('Berth and the AWS CLI on the same AWS files', () => {
  let folder: string;
  let sandbox: Sandbox;
  let home: BerthHome;
  let files: WayInFiles;
  let container: MetadataServer;
  let instance: MetadataServer;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'berth-ways-'));
    home = await createBerthHome();
    sandbox = await startSandbox({ stateDir: folder, empty: true });
    files = await writeWayInFiles(home, sandbox.description);
    const session = await captainsRole();
    container = await startContainerEndpoint(session);
    instance = await startInstanceMetadata(session);
  });
  afterAll(async () => {
    await Promise.all([sandbox?.close(), container?.close(), instance?.close()]);
    await Promise.all([home?.remove(), rm(folder, { recursive: true, force: true })]);
  });

  /** Temporary credentials of a role, as a container or an instance has them. */
  const captainsRole = async (): Promise<GivenCredentials> => {
    const sts = new STSClient({ endpoint: sandbox.description.endpoint, region: 'eu-central-1', credentials: files.keys });
    const { Credentials } = await sts.send(new AssumeRoleCommand({ RoleArn: ROLE_PROFILE.roleArn, RoleSessionName: 'here', ExternalId: ROLE_PROFILE.externalId }));
    return Credentials as GivenCredentials;
  };
  const berthIdentity = async (profile: string, env: Env): Promise<{ accountId: string; arn: string }> => {
    const { code, stdout, stderr } = await runBerth(['whoami', '--profile', profile, '--json'], env);
    if (code !== 0) throw new Error(`berth whoami --profile ${profile} ended with ${code}: ${stdout}${stderr}`);
    const { accountId, arn } = CallerIdentity.parse(JSON.parse(stdout));
    return { accountId, arn };
  };
  /** Both are asked; they must agree, and be who is expected. */
  const agree = async (arn: string, { profile, surrounding, env = {} }: { profile?: string; surrounding?: string; env?: Env }): Promise<void> => {
    const all = { ...files.env, ...env };
    const expected = { arn, accountId: arn.split(':')[4] };
    expect({ aws: await awsIdentity(profile, all), berth: await berthIdentity(profile ?? surrounding ?? '', all) }).toEqual({ aws: expected, berth: expected });
  };
  const captainInEnvironment = (): Env => ({ AWS_ACCESS_KEY_ID: files.keys.accessKeyId, AWS_SECRET_ACCESS_KEY: files.keys.secretAccessKey });

  test.each([
    ['a static key', 'keys', CAPTAIN],
    ['a role with an external id and a duration', 'role', DEPLOYER],
    ['a role taken with the profile’s own keys', 'own-keys', DEPLOYER],
    ['a role whose source has keys and a role, of which the keys count', 'chained', DEPLOYER],
    ['a chain of two roles', 'two-steps', PILOT],
    ['a program', 'process', CAPTAIN],
    ['a role whose source is a program', 'from-process', DEPLOYER],
    ['a web identity', 'web', 'arn:aws:sts::444455556666:assumed-role/lamp/here'],
  ])('are the same identity with %s', async (_words, profile, arn) => {
    await agree(arn, { profile });
  });

  test('are the same identity with keys in the environment, and a role taken with them', async () => {
    await agree(CAPTAIN, { surrounding: 'environment', env: captainInEnvironment() });
    await agree(DEPLOYER, { profile: 'from-environment', env: captainInEnvironment() });
  });

  test('are the same identity in a container, by its own role and by one taken with it', async () => {
    await agree(DEPLOYER, { surrounding: 'container', env: container.env });
    await agree(PILOT, { profile: 'from-container', env: container.env });
    expect(container.given()).toBe(4);
  });

  test('are the same identity on an instance, by its own role and by one taken with it', async () => {
    await agree(DEPLOYER, { surrounding: 'instance', env: instance.env });
    await agree(PILOT, { profile: 'from-instance', env: instance.env });
    expect(instance.given()).toBe(4);
  });

  test('are the same identity with the web identity of the environment', async () => {
    const env = {
      AWS_WEB_IDENTITY_TOKEN_FILE: join(folder, 'web-identity-token'),
      AWS_ROLE_ARN: 'arn:aws:iam::444455556666:role/lamp',
      AWS_ROLE_SESSION_NAME: 'here',
    };
    await agree('arn:aws:sts::444455556666:assumed-role/lamp/here', { surrounding: 'web-identity', env });
  });
});
