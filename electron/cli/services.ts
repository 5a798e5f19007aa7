import type { CallerIdentity, PermissionProbe } from '../../shared/model/profile';
import type { DockerState } from '../../shared/model/container';
import type { RegistryAssignment } from '../../shared/model/docker-config';
import type { SessionsState } from '../../shared/model/session';
import type { SandboxDescription } from '../../shared/model/settings';
import type { ConditionSettings } from '../sandbox/estate/conditions';
import type { EstateOptions } from '../sandbox/estate/estate';
import type { GrantPull } from '../../shared/model/moving/transfer';
import type { RegistryMap } from '../docker-auth/registries/registry-map';
import type { Doctor } from '../diagnosis/doctor';
import type { PullGranted } from '../ecr/access/grant-pull';
import type { DockerConfigState } from '../../shared/model/docker-config';
import type { HelperSwitch } from '../credential-helper/install/helper-switch';
import type { PullSecrets } from '../docker-auth/pull-secret/pull-secrets';
import type { WantedRepository } from '../ecr/repository/ensure-repository';
import type { EcrScope } from '../ecr/ports';
import type { LayerQueries } from '../layers/ports';
import type { DockerEngine } from '../docker/docker-engine';
import type { RunImages } from '../docker/run/run-images';
import type { ChangeClients } from '../changes/ports';
import type { Bulk } from '../bulk/bulk';
import type { Changes } from '../changes/changes';
import type { ActivityLog } from '../changes/log/activity-log';
import type { RecordedTags } from '../changes/recorded-tags';
import type { FetchBytes } from '../ecr/images/read-config';
import type { ImageUses } from '../image-use/image-uses';
import type { Inventory } from '../inventory/inventory';
import type { ImageDetails } from '../image-details/image-details';
import type { Profiles } from '../profiles/profiles';
import type { ScanReports } from '../scanning/scan-reports';
import type { Scanning } from '../scanning/scanning';
import type { Watches } from '../scanning/watches';
import type { SecretStores } from '../profiles/secrets/secret-stores';
import type { Credentials } from '../sessions/credentials';
import type { SsoSessions } from '../sessions/sso/sso-sessions';
import type { Preflight } from '../transfer/preflight/preflight';
import type { LocalPushPorts } from '../transfer/push/push-local-image';
import type { RegistryAccess, TransferDocker } from '../transfer/ports';
import type { KnownLayers } from '../transfer/saved/known-layers';
import type { Sync } from '../transfer/sync/sync';
import type { TypedSecrets } from './terminal/typed-secrets';

/** What the command line uses of Berth: the services that the window uses, wired by `createBerth`. */
export interface CliServices {
  profiles: Pick<Profiles, 'state' | 'addStatic' | 'addRole' | 'addSso' | 'addSourced' | 'edit' | 'remove' | 'setLook' | 'import'>;
  /** Where secrets live. */
  secrets: Pick<SecretStores, 'state' | 'unlock' | 'opened' | 'useFile' | 'useKeychain'>;
  credentials: Pick<Credentials, 'providerFor'>;
  identities: { introduce(profile: string): Promise<CallerIdentity> };
  /** What a profile may do, found out without changing anything. */
  permissions: { probe(scope: EcrScope): Promise<PermissionProbe> };
  sessions: {
    state(): SessionsState;
    signIn(profile: string, region?: string): Promise<void>;
    signInAll(): Promise<void>;
    signInPublic(profile: string): Promise<void>;
    signOutPublic(): Promise<void>;
    signOut(profile: string, region: string): Promise<void>;
    signOutAll(): Promise<void>;
  };
  /** Which identity signs a registry host. */
  directory: {
    identityFor(host: string, preferredProfile?: string): Promise<EcrScope>;
    explain(host: string): Promise<RegistryAssignment>;
    assignments(): Promise<RegistryAssignment[]>;
  };
  doctor: Pick<Doctor, 'diagnose'>;
  registryMap: Pick<RegistryMap, 'rules' | 'map' | 'unmap'>;
  sso: Pick<SsoSessions, 'state' | 'onChange' | 'signInAndWait' | 'cancel' | 'signOut' | 'addSession' | 'removeSession' | 'accounts' | 'makeProfiles'>;
  clients: ChangeClients;
  fetchBytes: FetchBytes;
  /** Who uses images. */
  imageUses: Pick<ImageUses, 'of' | 'everywhere'>;
  /** Everything about one image. */
  imageDetails: Pick<ImageDetails, 'show' | 'raw' | 'referrers'>;
  /** What is in images, file by file. */
  layers: LayerQueries;
  scanning: Pick<Scanning, 'start' | 'finished' | 'compare' | 'export'>;
  scanReports: Pick<ScanReports, 'of'>;
  watches: Pick<Watches, 'set' | 'remove' | 'look' | 'load' | 'state'>;
  tokens: { tokenFor(scope: EcrScope): Promise<{ host: string }> };
  tags: Pick<RecordedTags, 'set' | 'remove' | 'composeIndex'>;
  changes: Pick<Changes, 'preview' | 'apply' | 'undo'>;
  activityLog: Pick<ActivityLog, 'query'>;
  bulk: Pick<Bulk, 'plan' | 'look' | 'run' | 'show' | 'save'>;
  /** Creates a repository at ECR that is missing. */
  ensureRepository(wanted: WantedRepository): Promise<unknown>;
  preflight: Pick<Preflight, 'check'>;
  /** The index of repositories and images that is kept on disk. */
  inventory: Pick<Inventory, 'isEmpty' | 'searchImages' | 'query' | 'folders' | 'state' | 'lines' | 'export'>;
  runImages: Pick<RunImages, 'start'>;
  docker: TransferDocker & LocalPushPorts['docker'] & Pick<DockerEngine, 'use'> & { start(): Promise<void>; state(): DockerState };
  access: RegistryAccess;
  sync: Pick<Sync, 'plan' | 'run'>;
  /** What pushes of local images learned of layers. */
  knownLayers: KnownLayers;
  grantPull(input: GrantPull): Promise<PullGranted>;
  /** Docker's config.json: looked over, repaired, changes taken back. */
  dockerConfig: { health: { check(): Promise<void>; state(): DockerConfigState; repair(ids: readonly string[]): Promise<void>; undo(): Promise<void> } };
  helperSwitch: Pick<HelperSwitch, 'enable' | 'disable' | 'status'>;
  pullSecrets: Pick<PullSecrets, 'make' | 'apply'>;
  /** What an index is narrowed to unless `--platform` is given: Linux on this computer's processor. */
  ownPlatform: string;
  platform: NodeJS.Platform;
  /** Folder for files that live as long as a command. */
  temporaryFolder: string;
  close(): Promise<void>;
}

export interface SandboxOptions {
  stateDir: string;
  port?: number;
  tokenLifeSeconds?: number;
  empty?: boolean;
  estate?: EstateOptions;
  conditions?: ConditionSettings;
}

/** Everything from outside that a run of the command line touches. */
export interface CliSurroundings {
  version: string;
  env: Readonly<Record<string, string | undefined>>;
  stdout: CliStream;
  stderr: CliStream;
  /** Aborted by Ctrl+C and SIGTERM. */
  signal: AbortSignal;
  typed: TypedSecrets;
  /** Reads the profiles; opens nothing else before it is asked for. */
  openServices(): Promise<CliServices>;
  startSandbox(options: SandboxOptions): Promise<{ description: SandboxDescription; close(): Promise<void> }>;
  /** Where the sandbox keeps its state unless `--state` says otherwise. */
  sandboxFolder: string;
}

export interface CliStream {
  write(text: string): void;
  isTTY: boolean;
  columns: number;
}
