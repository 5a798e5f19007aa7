/** Images and where they are: Docker, the inventory, registries, transfers, the doctor, the sandbox. */
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { privateRegistryHost } from '../../shared/ecr/registry-host';
import { ForeignLogins } from '../docker-auth/foreign-logins';
import { Doctor } from '../diagnosis/doctor';
import { DockerEngine } from '../docker/docker-engine';
import { RunImages } from '../docker/run/run-images';
import { probePermissions } from '../ecr/permission-probe';
import { explainDenied } from '../ecr/access/explain-denied';
import { ensureRepository, type WantedRepository } from '../ecr/repository/ensure-repository';
import { availableLayers } from '../ecr/layer-availability';
import { describeRepository } from '../ecr/repository/describe-repository';
import type { GrantPullPorts } from '../ecr/access/grant-pull';
import { Repositories } from '../ecr/repository/repositories';
import type { EcrScope } from '../ecr/ports';
import { countImages } from '../ecr/images/count-images';
import { ecrInventory } from '../inventory/ecr-inventory';
import type { BulkJob } from '../../shared/model/bulk/bulk';
import type { JobOutcome } from '../../shared/model/moving/job';
import type { JobContext } from '../jobs/job-kinds';
import type { GitState } from '../../shared/model/moving/push-source';
import type { Repository } from '../../shared/model/repository';
import { readGitState } from '../git/read-git-state';
import { SignedCalls } from '../inventory/crawl/ecr/signed-calls';
import { signedEcr } from '../inventory/crawl/ecr/signed-ecr';
import { Inventory } from '../inventory/inventory';
import { InventoryStore } from '../inventory/store/inventory-store';
import { storeFile } from '../inventory/store/sql/open-store';
import { Jobs } from '../jobs/jobs';
import { SandboxControl } from '../sandbox/sandbox-control';
import { FileOpenUploads } from '../registry/upload/open-uploads';
import { WireTransport } from '../registry/wire/wire-transport';
import { inspectArchive } from '../transfer/archive/inspect-archive';
import { HeldBuildArgs } from '../transfer/build/held-args';
import { byteKinds } from '../transfer/byte-kinds';
import { Preflight } from '../transfer/preflight/preflight';
import { freeBytes } from '../transfer/preflight/space-finding';
import { KNOWN_LAYERS_FILE, KnownLayers } from '../transfer/saved/known-layers';
import { SignedRegistryAccess } from '../transfer/signed-registry-access';
import { measuredSpeed } from '../transfer/sync/plan/measured-speed';
import { Sync } from '../transfer/sync/sync';
import { TransferThread } from '../transfer/thread/transfer-thread';
import { transferClaims } from '../transfer/transfer-claims';
import { transferKinds } from '../transfer/transfer-kinds';
import { Transfers } from '../transfer/transfers';
import type { AwsSide } from './aws';
import type { DockerAuthSide } from './docker-auth';
import type { BerthSurroundings } from './surroundings';
import { Listeners } from '../listeners';
import { after, pause, sleep } from '../timing';

/** What a repository shows of itself when a push is proposed. */
const NEWEST_TAGGED = { search: '', sort: 'pushed', descending: true, offset: 0, limit: 100, fresh: false } as const;

/** How long a preflight counts images, which come a thousand at a time. */
const COUNT_WITHIN_MS = 3000;

export interface LaterWork {
  /** What a job of kind `change` does: it needs services that are built on these. */
  change: (job: BulkJob, context: JobContext) => Promise<JobOutcome>;
}

export function composeImages(around: BerthSurroundings, aws: AwsSide, dockerAuth: DockerAuthSide, later: LaterWork) {
  const { env, home, platform, uid, folders, temporaryFolder, log } = around;
  const { settings, secrets, profiles, credentials, clients, identities } = aws;
  const { tokens, directory, dockerConfig, helper, signIns } = dockerAuth;
  const file = (name: string): string => join(folders.data, name);

  const docker = new DockerEngine({ env, home, platform, ...(uid !== undefined && { uid }), sleep });
  const runImages = new RunImages({ docker, sleep });
  const fetchBytes = fetch;
  const inventoryStore = new InventoryStore({ file: storeFile(folders.data), launch: around.launchStoreThread, now: Date.now, log });
  const signedCalls = new SignedCalls(Date.now);
  const inventory = new Inventory({
    profiles,
    ecr: ecrInventory(clients, fetchBytes),
    crawl: { ecr: signedEcr(clients, signedCalls), clock: { now: Date.now, ticks: () => performance.now(), sleep, random: Math.random } },
    store: inventoryStore,
    scratch: new InventoryStore({ file: ':memory:', now: Date.now, log }),
    timers: { after },
    now: Date.now,
    log,
  });
  const permissions = { probe: (scope: EcrScope) => probePermissions({ clients, newId: randomUUID }, scope) };
  const grantPorts: GrantPullPorts = { clients, owners: directory, profiles: directory, pause };
  const repositories = new Repositories(grantPorts);
  const wire = new WireTransport({ env });
  const explain = async ({ host, repository, profile }: { host: string; repository: string; profile: string }) =>
    explainDenied({ clients, owners: directory }, { host, repository, caller: await identities.whoAmI(profile) });
  const openUploads = new FileOpenUploads({ file: file('open-uploads.json'), now: Date.now, pid: process.pid, log });
  const access = new SignedRegistryAccess({
    openUploads,
    transport: wire,
    directory,
    tokens,
    sleep,
    random: Math.random,
    logins: new ForeignLogins({ env, config: dockerConfig.file.file, ownHelper: (host) => helper.logins.get(host), clock: () => performance.now() }),
    availableLayers: (asked) => availableLayers({ clients, owners: directory }, asked),
    explain,
  });

  const doctor = new Doctor({
    env, sleep, profiles, directory, credentials, tokens, clients, secrets, access,
    docker: { env, home, platform, ...(uid !== undefined && { uid }) },
    configFile: dockerConfig.file.path,
    folders: [folders.data, temporaryFolder],
    signIns,
    explainDenied: explain,
    transport: wire,
    random: Math.random,
    now: Date.now,
  });

  const thread =
    around.launchTransferThread === undefined
      ? undefined
      : new TransferThread({
          launch: around.launchTransferThread,
          log,
          answers: {
            authorization: (asked) => access.authorization(asked),
            availableLayers: (asked) => access.availableLayers(asked),
            explanation: (denied) => access.explainDenied(denied),
            recallUpload: (blob) => openUploads.recall(blob),
            rememberUpload: ({ location, ...blob }) => openUploads.remember(blob, location),
            forgetUpload: (blob) => openUploads.forget(blob),
          },
        });
  const hostOf = async (scope: EcrScope): Promise<string> => (await tokens.tokenFor(scope)).host;
  /** Hears of repositories that were made for something else: a push, a copy. */
  const repositoriesMade = new Listeners<[Repository]>();
  const ensure = {
    clients,
    places: directory,
    hostOf,
    created: (repository: Repository) => {
      inventory.put(repository);
      repositoriesMade.tell(repository);
    },
  };
  const ensureIt = (wanted: WantedRepository): Promise<unknown> => ensureRepository(ensure, wanted);
  const preflight = new Preflight({
    clients,
    places: directory,
    hostOf,
    access,
    newId: randomUUID,
    freeBytes,
    counts: {
      repositories: ({ profile, region }) => inventory.state().sources.find((source) => source.profile === profile && source.region === region && source.registry !== 'public' && source.status === 'ready')?.repositories,
      images: (key) => countImages(clients, key, COUNT_WITHIN_MS),
    },
  });
  const knownLayers = new KnownLayers(file(KNOWN_LAYERS_FILE));
  const bytes = thread?.kinds ?? byteKinds({ access, temporaryFolder, docker, known: knownLayers });
  const arrived = ({ host, repository }: { host: string; repository: string }): void => {
    const region = inventory.findByHost(host)?.region;
    if (region !== undefined) inventory.forget({ region, name: repository });
  };
  const gitState = (folder: string): Promise<GitState | undefined> => readGitState({ env }, folder);
  const heldArgs = new HeldBuildArgs(randomUUID);
  const sync: Sync = new Sync({
    clients,
    places: directory,
    access,
    copy: bytes.copy,
    ensureRepository: ensureIt,
    arrived,
    begin: (job) => jobs.begin(job),
    measuredSpeed: () => measuredSpeed(jobs.state().jobs),
    // Set in Lambda, CodeBuild, ECS and CloudShell, where AWS_REGION is the region of the machine.
    ...(env.AWS_EXECUTION_ENV !== undefined && env.AWS_REGION !== undefined && { machineRegion: env.AWS_REGION }),
  });
  const jobs: Jobs = new Jobs({
    now: Date.now,
    clock: () => performance.now(),
    atOnce: () => settings.current().transfersAtOnce,
    claims: transferClaims({
      hostOf: ({ profile, region }) => {
        const accountId = inventory.state().sources.find((source) => source.profile === profile)?.accountId;
        return accountId === undefined ? undefined : privateRegistryHost({ accountId, region });
      },
    }),
    newId: randomUUID,
    ...(around.journal && { journalFile: file('jobs.json') }),
    kinds: transferKinds({
      docker,
      access,
      bytes,
      sync: (request, context) => sync.run(request, context),
      change: later.change,
      build: { docker, access, gitState, newId: randomUUID, env, platform, heldArgs },
      hostOf,
      ensureRepository: ensureIt,
      arrived,
    }),
  });
  settings.onChange(() => jobs.limitChanged());
  const keepFavouritesFresh = (): void => inventory.keepFresh(settings.current().favourites);
  keepFavouritesFresh();
  settings.onChange(keepFavouritesFresh);
  const transfers = new Transfers({
    jobs,
    docker,
    archive: inspectArchive,
    gitState,
    heldArgs,
    describe: (key) => describeRepository(clients, key),
    newestImages: async (key) => (await inventory.images({ ...key, ...NEWEST_TAGGED })).rows,
    today: () => new Date().toLocaleDateString('sv-SE'),
  });
  const sandbox = new SandboxControl({ data: folders.data, settings, launch: around.launchSandbox });

  return { ensureRepository: ensureIt, repositoriesMade, docker, knownLayers, runImages, fetchBytes, inventory, inventoryStore, signedCalls, permissions, grantPorts, repositories, preflight, wire, access, doctor, thread, jobs, transfers, sync, sandbox };
}
