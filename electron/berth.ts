/** The composition root: builds every service by hand. The window, the tray, the command line and the tests call it. */
import { randomUUID } from 'node:crypto';
import { uptime } from 'node:os';
import { dirname, join } from 'node:path';
import type { Worker } from 'node:worker_threads';
import type { DockerConfigState } from '../shared/model/docker-config';
import { helperParts } from './credential-helper/helper-parts';
import { HelperSwitch } from './credential-helper/install/helper-switch';
import type { HelperProgram } from './credential-helper/install/install-program';
import { answerHelper } from './credential-helper/protocol';
import { HelperServer } from './credential-helper/server/helper-server';
import { helperSocket } from './credential-helper/server/socket-path';
import { DockerConfig } from './docker-auth/config/docker-config';
import { DockerSignIn } from './docker-auth/docker-sign-in';
import { LearnedHosts } from './docker-auth/registries/learned-hosts';
import { RegistryMap } from './docker-auth/registries/registry-map';
import { PullSecrets } from './docker-auth/pull-secret/pull-secrets';
import { RegistryDirectory } from './docker-auth/registry-directory';
import { RegistryTokens } from './docker-auth/registry-tokens';
import { SignInRecords } from './docker-auth/sign-in-records';
import { Doctor } from './diagnosis/doctor';
import { DockerEngine } from './docker/docker-engine';
import { probePermissions } from './ecr/permission-probe';
import { explainDenied } from './ecr/access/explain-denied';
import { describeRepository } from './ecr/describe-repository';
import { Repositories } from './ecr/repositories';
import { tidyUpAll } from './files/tidy-up';
import type { EcrScope } from './ecr/ports';
import type { BerthFolders } from './folders';
import { ecrInventory } from './inventory/ecr-inventory';
import { FileInventoryCache } from './inventory/file-cache';
import { Inventory } from './inventory/inventory';
import { Jobs } from './jobs/jobs';
import type { KeychainChild } from './profiles/keychain/keychain-protocol';
import { looksLikeInstance, surroundingProfiles } from './profiles/aws/surroundings';
import { Profiles } from './profiles/profiles';
import { profileAccount } from './profiles/secret-store';
import { openSecretStores } from './profiles/secrets/open-secret-stores';
import { SealedRecords } from './profiles/secrets/sealed-records';
import { RefreshScheduler } from './refresh/refresh-scheduler';
import { SandboxControl, type RunningSandbox } from './sandbox/sandbox-control';
import { AwsSessions } from './sessions/aws-sessions';
import { WireTransport } from './registry/wire/wire-transport';
import { AccountAliases } from './sessions/account-aliases';
import { AwsClients } from './sessions/clients/aws-clients';
import { Credentials } from './sessions/credentials';
import { Identities } from './sessions/identities';
import { Questions } from './sessions/questions';
import { Sessions } from './sessions/sessions';
import { OwnSessions } from './sessions/sso/own-sessions';
import type { OpenBrowser } from './sessions/sso/ports';
import { SsoSessions } from './sessions/sso/sso-sessions';
import { SettingsStore } from './settings/settings-store';
import { byteKinds } from './transfer/byte-kinds';
import { SignedRegistryAccess } from './transfer/signed-registry-access';
import { TransferThread } from './transfer/thread/transfer-thread';
import { transferKinds } from './transfer/transfer-kinds';
import { Transfers } from './transfer/transfers';

export interface BerthSurroundings {
  env: Readonly<Record<string, string | undefined>>;
  home: string;
  platform: NodeJS.Platform;
  uid?: number;
  folders: BerthFolders;
  /** Folder for files that live as long as one transfer. */
  temporaryFolder: string;
  readonly spawnKeychain: () => KeychainChild;
  /** Starts the thread that moves bytes; without one they move in this thread. */
  readonly launchTransferThread?: () => Worker;
  readonly launchSandbox: (stateDir: string) => Promise<RunningSandbox>;
  /** Opens the page of an SSO sign-in; rejects where no browser can be opened. */
  readonly openBrowser: OpenBrowser;
  /** Ends what still runs for somebody who has gone: a command that is interrupted. */
  stop?: AbortSignal;
  /** Whether everything that is asked of Berth comes from a person who waits for it, and may be asked in return. */
  attended?: boolean;
  /** Program and first words with which AWS tools can call Berth's command line. */
  berthCommand?: readonly string[];
  /** Takes failures that must not disturb anybody. */
  readonly log: (thrown: unknown) => void;
  /** Berth's credential helper for Docker, as it was built. */
  helper?: HelperProgram;
  /** Only one process may write the journal of jobs; a command keeps its jobs to itself. */
  journal: boolean;
}

export type Berth = Awaited<ReturnType<typeof createBerth>>;

/** Builds Berth with its settings and profiles read; nothing runs by itself until `start`. */
export async function createBerth(around: BerthSurroundings) {
  const { env, home, platform, uid, folders, temporaryFolder, log } = around;
  const file = (name: string): string => join(folders.data, name);

  const settings = new SettingsStore(file('settings.json'));
  await settings.load();
  const questions = new Questions({ newId: randomUUID });
  const secrets = openSecretStores({
    spawnKeychain: around.spawnKeychain,
    platform,
    folder: folders.data,
    settings,
    profileAccounts: () => profiles.definitions().filter(({ source, kind }) => source === 'berth' && kind === 'static').map(({ name }) => profileAccount(name)),
    ask: (question) => questions.ask(question),
    attended: around.attended === true,
  });
  const sealedRecords = new SealedRecords({ folder: file('sealed'), secrets, now: Date.now });
  const ownSso = new OwnSessions(file('sso-sessions.json'));
  await ownSso.load().catch(log);
  const profiles = new Profiles({
    env,
    home,
    folders,
    secrets,
    ownSsoSession: (name) => ownSso.current().find((session) => session.name === name),
    surroundings: async (usual) => surroundingProfiles({ env, usual, onInstance: await looksLikeInstance() }),
    settings: settings.ofProfiles(),
    ...(around.berthCommand !== undefined && { berthCommand: around.berthCommand }),
  });
  secrets.onChange(() => sealedRecords.forgetKey());
  await profiles.reload();

  const sso = new SsoSessions({
    home, profiles, after, log,
    own: ownSso,
    openBrowser: around.openBrowser,
    clock: { now: Date.now, sleep },
    renewed: () => credentials.forget(),
  });
  const ending = new AbortController();
  around.stop?.addEventListener('abort', () => ending.abort());
  const credentials = new Credentials({
    stop: ending.signal,
    profiles, secrets, questions, env,
    sessionCache: sealedRecords,
    attended: around.attended === true,
    sso,
    ...(Number(env.BERTH_CREDENTIAL_PROCESS_SECONDS) > 0 && { processMs: 1000 * Number(env.BERTH_CREDENTIAL_PROCESS_SECONDS) }),
  });
  const clients = new AwsClients({ profiles, credentials });
  const identities = new Identities({ profiles, clients, aliases: new AccountAliases({ profiles, clients }) });
  const tokens = new RegistryTokens({ clients, profiles });
  const registryMap = new RegistryMap({ settings, profiles });
  const directory = new RegistryDirectory({
    profiles, tokens, identities,
    rules: () => registryMap.rules(),
    signIns: new SignInRecords(file('sign-ins.json')),
    learned: new LearnedHosts(file('registries.json')),
  });
  const helper = helperParts({ env, data: folders.data, secrets, records: sealedRecords, profiles, directory, tokens, settings });
  const dockerConfig = new DockerConfig({
    env, home, platform, settings, tokens, log,
    ownHelper: helper.ownHelper,
    helper: (): Promise<DockerConfigState['helper']> => helperSwitch.state(),
    historyFile: file('docker-config-history.json'),
    backups: sealedRecords,
    records: new SignInRecords(file('sign-ins.json')),
  });
  profiles.onRename(async (from, to) => {
    await new SignInRecords(file('sign-ins.json')).change((records) => records.map((record) => (record.profile === from ? { ...record, profile: to } : record)));
    await sessions.load();
  });
  const pullSecrets = new PullSecrets({ tokens, env });
  const refresh = new RefreshScheduler({
    wall: Date.now,
    // The one clock of Node that goes on in sleep and that nobody sets.
    steady: () => uptime() * 1000,
    random: Math.random,
    timers: { set: setTimeout, clear: (timer) => clearTimeout(timer as NodeJS.Timeout) },
    onDoubt: () => {
      credentials.forget();
      tokens.forget();
    },
  });
  profiles.onChange(() => refresh.changed());
  secrets.onChange(() => refresh.changed());
  // A keychain tells nobody that it was unlocked: a key that could be read again does.
  credentials.onChange((name) => {
    const isOwn = profiles.definitions().some((profile) => profile.name === name && profile.source === 'berth');
    if (isOwn && credentials.stateOf(name)?.error === undefined) refresh.changed();
  });
  const awsSessions = new AwsSessions({ profiles, refresh, sso, credentials });
  const sessions = new Sessions({ docker: new DockerSignIn({ profiles, tokens: helper.tokens, config: dockerConfig.signIns, identities, refresh, file: file('sign-ins.json') }), aws: awsSessions });

  const helperSwitch = new HelperSwitch({
    env, home, platform, settings, directory, tokens, log,
    data: folders.data,
    ...(around.helper !== undefined && { program: around.helper }),
    config: dockerConfig.file,
    signIns: new SignInRecords(file('sign-ins.json')),
    changes: [(listener) => profiles.onChange(listener), (listener) => sessions.onChange(listener)],
  });
  const keeper = Object.assign(helper.logins, { version: around.helper?.version ?? '' });
  const helperServer = new HelperServer({ path: helperSocket(folders.data, platform), answer: ({ verb, input }) => answerHelper(verb, input, keeper), log });

  const docker = new DockerEngine({ env, home, platform, ...(uid !== undefined && { uid }), sleep });
  const fetchBytes = fetch;
  const inventory = new Inventory({
    profiles,
    ecr: ecrInventory(clients, fetchBytes),
    cache: new FileInventoryCache(file('inventory.json')),
    timers: { after },
    log,
  });
  const permissions = { probe: (scope: EcrScope) => probePermissions({ clients, newId: randomUUID }, scope) };
  const grantPorts = { clients, owners: directory, profiles: directory, pause };
  const repositories = new Repositories(grantPorts, inventory);
  const wire = new WireTransport({ env });
  const access = new SignedRegistryAccess({
    transport: wire,
    directory,
    tokens,
    sleep,
    random: Math.random,
    explain: async ({ host, repository, profile }) =>
      explainDenied({ clients, owners: directory }, { host, repository, caller: await identities.whoAmI(profile) }),
  });

  const doctor = new Doctor({
    env, sleep, profiles, directory, credentials, tokens, clients, secrets, access,
    docker: { env, home, platform, ...(uid !== undefined && { uid }) },
    configFile: dockerConfig.file.path,
    folders: [folders.data, temporaryFolder],
    signIns: new SignInRecords(file('sign-ins.json')),
    explainDenied: async ({ host, repository, profile }) =>
      explainDenied({ clients, owners: directory }, { host, repository, caller: await identities.whoAmI(profile) }),
    transport: wire,
    random: Math.random,
    now: Date.now,
  });

  const thread =
    around.launchTransferThread === undefined
      ? undefined
      : new TransferThread({
          launch: around.launchTransferThread,
          answers: { authorization: (asked) => access.authorization(asked), explanation: (denied) => access.explainDenied(denied) },
        });
  const jobs = new Jobs({
    now: Date.now,
    newId: randomUUID,
    ...(around.journal && { journalFile: file('jobs.json') }),
    kinds: transferKinds({
      docker,
      access,
      bytes: thread?.kinds ?? byteKinds({ access, temporaryFolder }),
      hostOf: async (scope) => (await tokens.tokenFor(scope)).host,
      arrived: ({ host, repository }) => {
        const region = inventory.findByHost(host)?.region;
        if (region !== undefined) inventory.forget({ region, name: repository });
      },
    }),
  });
  const transfers = new Transfers({
    jobs,
    docker,
    describe: (key) => describeRepository(clients, key),
    newestImages: async (key) => (await inventory.images({ ...key, ...NEWEST_TAGGED })).rows,
    today: () => new Date().toLocaleDateString('sv-SE'),
  });
  const sandbox = new SandboxControl({ data: folders.data, settings, launch: around.launchSandbox });

  return {
    settings, secrets, sealedRecords, profiles, questions, sso, credentials, identities, clients, tokens, directory, registryMap, doctor, permissions, sessions, refresh, dockerConfig, pullSecrets, helper, helperSwitch, docker, inventory, repositories,
    access, jobs, transfers, sandbox, fetchBytes, temporaryFolder, grantPorts,

    /** Everything that runs by itself: file watching, refresh, the live list of containers, the inventory. */
    async start(): Promise<void> {
      settings.start();
      await tidyUpAll([folders.data, file('sealed'), file('sandbox'), join(home, '.aws', 'sso', 'cache'), ...profiles.state().files.map((each) => dirname(each))]);
      void sealedRecords.tidy().catch(log);
      await Promise.all([profiles.start(), jobs.start(), sandbox.resume().catch(log)]);
      await sso.start();
      await Promise.all([sessions.start(), docker.start(), inventory.start(), dockerConfig.start(), helperServer.start()]);
      await helperSwitch.start();
      refresh.start();
    },

    /** Ends it all; jobs that run are kept in the journal as interrupted. */
    async close(): Promise<void> {
      ending.abort();
      settings.close();
      refresh.close();
      sessions.close();
      questions.close();
      sso.close();
      await Promise.race([jobs.close(), pause(QUIT_WITHIN_MS)]);
      await Promise.all([inventory.close(), docker.close(), helperServer.close(), helperSwitch.close()]);
      await dockerConfig.close();
      profiles.close();
      secrets.close();
      clients.close();
      wire.close();
      await thread?.close();
      await sandbox.close();
    },
  };
}

/** A commit cannot be interrupted in the engine; quitting does not wait for it longer than this. */
const QUIT_WITHIN_MS = 3000;

const NEWEST_TAGGED = { search: '', sort: 'pushed', descending: true, offset: 0, limit: 100, fresh: false } as const;

const pause = (milliseconds: number): Promise<void> => new Promise((resolve) => void setTimeout(resolve, milliseconds));

/** Resolves early, without failing, when the signal aborts. */
function sleep(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const end = (): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', end);
      resolve();
    };
    const timer = setTimeout(end, milliseconds);
    signal.addEventListener('abort', end);
    if (signal.aborted) end();
  });
}

function after(milliseconds: number, then: () => void): () => void {
  const timer = setTimeout(then, milliseconds);
  return () => clearTimeout(timer);
}
