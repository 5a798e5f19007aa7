import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts';
import { afterAll, beforeAll, expect } from 'vitest';
import { ROLE_PROFILE } from '../../electron/sandbox/seed/accounts';
import { startSandbox, type Sandbox } from '../../electron/sandbox/sandbox';
import { topics, type TopicName } from '../../shared/ipc/contract';
import { createBerthHome, type BerthHome } from '../support/berth-home';
import { hearTopics, invoke, topic } from '../support/bridge';
import { requires } from '../support/capabilities';
import { startIdentityCenter, type IdentityCenter } from '../support/identity-center/identity-center';
import { launchBerth, type RunningBerth } from '../support/launch-berth';
import { filesWith, formsOf, processTexts } from '../support/secret-search';
import { until } from '../support/until';
import { NO_DOCKER } from '../support/with-berth';

const canary = (name: string): string => `CANARY${name}0123456789abcdefghijkl`;
const PERSON = 'ada@example.com';

/** Plants a secret of every kind, does everything that touches one, and looks for each of them everywhere. */
requires('display', 'keyring').describe('planted secrets', () => {
  let folder: string;
  let sandbox: Sandbox;
  let center: IdentityCenter;
  let home: BerthHome;
  let berth: RunningBerth;
  const heard: string[] = [];

  const plant = {
    sessionToken: canary('SessionToken'),
    externalId: canary('ExternalId'),
    process: canary('Process'),
    webToken: canary('WebToken'),
    foreignLogin: canary('ForeignLogin'),
    typed: canary('Typed'),
    rejected: canary('Rejected'),
    passphrase: canary('Passphrase'),
    wrongPassphrase: canary('WrongPassphrase'),
    answer: canary('Answer'),
  };

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'berth-planted-'));
    sandbox = await startSandbox({ stateDir: folder });
    const captain = sandbox.description.profiles.find(({ name }) => name === 'sandbox-harbour');
    if (captain === undefined) throw new Error('The sandbox has no captain.');
    center = await startIdentityCenter({
      accounts: [{ accountId: '444455556666', accountName: 'Lighthouse', emailAddress: PERSON, roles: ['deployer'] }],
      roleKeys: async () => {
        const sts = new STSClient({ endpoint: sandbox.description.endpoint, region: 'eu-central-1', credentials: captain });
        const { Credentials } = await sts.send(new AssumeRoleCommand({ RoleArn: ROLE_PROFILE.roleArn, ExternalId: ROLE_PROFILE.externalId, RoleSessionName: PERSON }));
        const { AccessKeyId = '', SecretAccessKey = '', SessionToken = '', Expiration } = Credentials ?? {};
        center.records.secrets.push(SecretAccessKey, SessionToken);
        return { accessKeyId: AccessKeyId, secretAccessKey: SecretAccessKey, sessionToken: SessionToken, expiration: Expiration?.getTime() ?? 0 };
      },
      // The service itself is careless: what it was sent stands in the text of its errors.
      knobs: { echoes: true },
    });
    home = await createBerthHome();
    const { endpoint } = sandbox.description;
    const at = (name: string, ...lines: string[]): string => [`[profile ${name}]`, 'region = eu-central-1', `endpoint_url = ${endpoint}`, ...lines, ''].join('\n');
    const tokenFile = join(folder, 'web-token');
    await writeFile(tokenFile, plant.webToken);
    const answer = join(folder, 'answer.json');
    await writeFile(answer, `{"Version":1,"AccessKeyId":"AKIACANARYPROCESS000","SecretAccessKey":"${plant.process}"`);
    await writeFile(
      home.awsConfig,
      [
        at('keys'),
        at('session'),
        at('role', `role_arn = ${ROLE_PROFILE.roleArn}`, 'source_profile = keys', `external_id = ${plant.externalId}`),
        at('process', `credential_process = cat ${answer}`),
        at('web', 'role_arn = arn:aws:iam::444455556666:role/nobody', `web_identity_token_file = ${tokenFile}`),
        at('sso', 'sso_session = corp', 'sso_account_id = 444455556666', 'sso_role_name = deployer'),
        `[sso-session corp]\nsso_region = eu-central-1\nsso_start_url = ${center.startUrl}\nsso_registration_scopes = sso:account:access\n`,
      ].join('\n'),
    );
    await writeFile(
      home.awsCredentials,
      [
        `[keys]\naws_access_key_id = ${captain.accessKeyId}\naws_secret_access_key = ${captain.secretAccessKey}\n`,
        `[session]\naws_access_key_id = ASIACANARYSESSION000\naws_secret_access_key = ${captain.secretAccessKey}\naws_session_token = ${plant.sessionToken}\n`,
      ].join('\n'),
    );
    await mkdir(home.docker, { recursive: true });
    const auth = Buffer.from(`me:${plant.foreignLogin}`).toString('base64');
    await writeFile(join(home.docker, 'config.json'), JSON.stringify({ auths: { 'registry.example': { auth } } }));
    const env = { ...NO_DOCKER, HOME: home.folder, AWS_ENDPOINT_URL_SSO: center.url, AWS_ENDPOINT_URL_SSO_OIDC: center.url };
    berth = await launchBerth({ home, env });
    await hearTopics(berth.page, heard);
  });
  afterAll(async () => {
    await berth?.close();
    await home?.remove();
    await center?.close();
    await sandbox?.close();
    await rm(folder, { recursive: true, force: true });
  });

  const say = async (name: string, input: unknown): Promise<void> => {
    heard.push(JSON.stringify(await invoke(berth.page, name, input)));
  };

  requires().test('are in no answer, topic, log, argument, environment or file but their own', async () => {
    const { page } = berth;
    await say('sso.signIn', { session: 'corp', method: 'device' });
    await until('the sign-in to IAM Identity Center', async () =>
      (await topic(page, 'sso')).sessions.find(({ name, status }) => name === 'corp' && status === 'signed-in'),
    );
    const profiles = ['keys', 'session', 'role', 'process', 'web', 'sso'];
    for (const name of profiles) {
      await say('profile.whoAmI', { name });
      await say('session.signIn', { profile: name });
      await say('profile.probe', { name, region: 'eu-central-1' });
    }
    await say('sso.accounts', { session: 'corp' });
    await say('registry.assignments', {});
    const host = sandbox.description.registries[0]?.host ?? '';
    for (const reference of [undefined, `${host}/shop/api:latest`, 'registry.example/team/app:1']) await say('doctor.diagnose', reference === undefined ? {} : { reference });
    await say('dockerConfig.check', {});
    await say('profile.addStatic', { name: 'typed', region: 'eu-central-1', accessKeyId: 'AKIACANARYTYPED00000', secretAccessKey: plant.typed });
    await say('profile.whoAmI', { name: 'typed' });
    // Input that is refused comes back as a sentence, not as itself.
    await say('profile.addStatic', { name: 'no name', region: 'x', accessKeyId: 'y', secretAccessKey: plant.rejected });
    await say('question.answer', { id: 'none', answer: plant.answer });
    await say('secrets.useFile', { passphrase: plant.passphrase });
    await say('secrets.unlock', { passphrase: plant.wrongPassphrase });
    await say('image.copy', { from: `${host}/shop/api:latest`, to: `${host}/shop/none:x` });
    await say('profile.import', { name: 'keys', plainText: 'keep' });
    for (const name of Object.keys(topics) as TopicName[]) heard.push(JSON.stringify(await topic(page, name)));

    const processes = await processTexts(berth.pid);
    expect(processes.size).toBeGreaterThan(2);
    const texts: Record<string, string> = {
      'what the window was told': heard.join('\n'),
      'the page': await page.content(),
      'arguments and environments': [...processes.values()].join('\n'),
      'standard output': berth.output(),
      'the console': berth.complaints.join('\n'),
    };
    // The search finds what is there: words that everybody may see.
    expect(texts['what the window was told']).toContain('AKIACANARYTYPED00000');
    expect(texts['arguments and environments']).toContain(home.folder);
    expect(center.records.secrets.length).toBeGreaterThan(3);

    const captain = sandbox.description.profiles.find(({ name }) => name === 'sandbox-harbour');
    const secrets = { ...plant, secretAccessKey: captain?.secretAccessKey ?? '', ...Object.fromEntries(center.records.secrets.map((secret, n) => [`identity center ${n}`, secret])) };
    const hits: string[] = [];
    for (const [name, secret] of Object.entries(secrets)) {
      for (const [where, text] of Object.entries(texts)) if (formsOf(secret).some((form) => text.includes(form))) hits.push(`${name} in ${where}`);
      for (const file of await filesWith(home.folder, secret)) if (!isItsOwn(relative(home.folder, file))) hits.push(`${name} in ${relative(home.folder, file)}`);
    }
    process.stdout.write(`${Object.keys(secrets).length} planted secrets: ${hits.length} hits\n`);
    expect(hits).toEqual([]);
  });
});

/** Where secrets were planted, or where AWS tools keep theirs: files of other programs, which Berth shares with them. */
const isItsOwn = (file: string): boolean =>
  ['aws/config', 'aws/credentials', 'docker/config.json'].includes(file) || file.startsWith(join('.aws', 'sso', 'cache'));
