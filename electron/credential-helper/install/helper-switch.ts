import { dirname, join } from 'node:path';
import { helpersOf, storeOf } from '../../../shared/docker/config-file';
import { AppError } from '../../../shared/errors';
import type { DockerConfigState, RegistryAssignment } from '../../../shared/model/docker-config';
import { OWN_HELPER, type DockerConfigFile, type Login } from '../../docker-auth/docker-config-file';
import type { TokenScope } from '../../docker-auth/registry-tokens';
import { pathAdvice, pathFolders, type InstallSurroundings } from './install-folder';
import { installedProgram, installProgram, removeProgram, writeCommand, type HelperProgram } from './install-program';
import { readSwitch, writeSwitch, type SwitchRecord } from './replaced-helpers';

export interface HelperSwitchOptions extends InstallSurroundings {
  /** Berth's folder. */
  data: string;
  /** Absent where Berth was not built with a launcher. */
  program?: HelperProgram;
  config: Pick<DockerConfigFile, 'file' | 'setHelper' | 'removeHelper'>;
  settings: { current(): { credentialHelper: boolean }; setCredentialHelper(on: boolean): Promise<void>; onChange(listener: () => void): () => void };
  directory: { assignments(): Promise<RegistryAssignment[]> };
  signIns: { read(): Promise<(TokenScope & { host: string })[]> };
  tokens: { tokenFor(scope: TokenScope): Promise<Login> };
  /** What may bring new registries: other profiles, other sign-ins. */
  changes: readonly ((listener: () => void) => () => void)[];
  log: (thrown: unknown) => void;
}

/** What came of switching it on. */
export interface HelperStatus {
  enabled: boolean;
  program?: string;
  onPath: boolean;
  hosts: string[];
  /** What to type once so that Docker finds the program; absent when it does. */
  advice?: string;
}

const SETTLE_MS = 500;
const PUBLIC_HOST = 'public.ecr.aws';

/** The one switch: Docker asks Berth for exactly the hosts that Berth serves, or nothing of Berth is left in its configuration. */
export class HelperSwitch {
  readonly #options: HelperSwitchOptions;
  #queue: Promise<unknown> = Promise.resolve();
  #timer: NodeJS.Timeout | undefined;
  #stops: (() => void)[] = [];

  constructor(options: HelperSwitchOptions) {
    this.#options = options;
  }

  /** Tells the launcher where Berth is, and gives it the hosts that come from now on. */
  async start(): Promise<void> {
    const { changes, settings, program, data, log } = this.#options;
    this.#stops = [...changes, (listener: () => void) => settings.onChange(listener)].map((follow) => follow(() => this.#later()));
    if (!settings.current().credentialHelper) return;
    if (program !== undefined) await writeCommand(program, data).catch(log);
    this.#later();
  }

  async close(): Promise<void> {
    clearTimeout(this.#timer);
    this.#stops.forEach((stop) => stop());
    this.#stops = [];
    await this.#queue;
  }

  /** As Docker's configuration has it now. */
  async state(): Promise<DockerConfigState['helper']> {
    const { advice: _advice, ...state } = await this.status();
    return state;
  }

  async status(): Promise<HelperStatus> {
    const { settings, env, platform } = this.#options;
    const program = await installedProgram(this.#options);
    const onPath = program !== undefined && pathFolders({ env, platform }).includes(dirname(program));
    const helpers = await this.#helpers().catch(() => new Map<string, string>());
    return {
      enabled: settings.current().credentialHelper,
      ...(program !== undefined && { program }),
      onPath,
      hosts: [...helpers].filter(([, helper]) => helper === OWN_HELPER).map(([host]) => host),
      ...(program !== undefined && !onPath && { advice: pathAdvice(dirname(program), this.#options) }),
    };
  }

  /** @throws AppError of the installation, or of Docker's configuration; nothing is switched on then. */
  enable(): Promise<HelperStatus> {
    return this.#alone(async () => {
      const { program, settings } = this.#options;
      if (program === undefined) throw new AppError('unsupported', 'This Berth was built without its credential helper.', { hint: 'Build it anew, or install a packaged Berth.' });
      await installProgram(program, this.#options);
      await this.#take(await this.#served(), { isNew: false });
      await settings.setCredentialHelper(true);
      return this.status();
    });
  }

  /** Puts everything back: other helpers, and the sign-ins of hosts where Berth keeps Docker signed in. */
  disable(): Promise<HelperStatus> {
    return this.#alone(async () => {
      const { config, settings } = this.#options;
      const { hosts } = await this.status();
      const { replaced } = await readSwitch(this.#file());
      await config.removeHelper(hosts, { logins: await this.#logins(hosts) });
      for (const host of hosts) if (Object.hasOwn(replaced, host)) await config.setHelper([host], replaced[host]);
      await settings.setCredentialHelper(false);
      await writeSwitch(this.#file(), { hosts: [], replaced: {} });
      // A person may use it as credsStore; then it is theirs.
      if (storeOf(await config.file.read()) !== OWN_HELPER) await removeProgram(this.#options);
      return this.status();
    });
  }

  #later(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#alone(() => this.#follow()).catch(this.#options.log), SETTLE_MS);
    this.#timer.unref();
  }

  async #follow(): Promise<void> {
    if (this.#options.settings.current().credentialHelper) await this.#take(await this.#served(), { isNew: true });
  }

  /** With `isNew` only hosts that the switch has never been given: one that a person took out stays out. */
  async #take(served: readonly string[], { isNew }: { isNew: boolean }): Promise<void> {
    const known = await readSwitch(this.#file());
    const helpers = await this.#helpers();
    const hosts = served.filter((host) => helpers.get(host) !== OWN_HELPER && !(isNew && (known.hosts.includes(host) || helpers.has(host))));
    if (hosts.length === 0 && served.every((host) => known.hosts.includes(host))) return;
    if (hosts.length > 0) await this.#options.config.setHelper(hosts);
    const replaced = hosts.flatMap((host) => (helpers.get(host) === undefined ? [] : [[host, helpers.get(host) ?? ''] as const]));
    const record: SwitchRecord = { hosts: [...new Set([...known.hosts, ...served])], replaced: { ...known.replaced, ...Object.fromEntries(replaced) } };
    await writeSwitch(this.#file(), record);
  }

  /** ECR Public is open to everybody: it is served where a person wants that, by a rule or by signing in. */
  async #served(): Promise<string[]> {
    const assignments = await this.#options.directory.assignments();
    return assignments
      .filter(({ profile, host, because }) => profile !== undefined && (host !== PUBLIC_HOST || because === 'rule' || because === 'signed-in'))
      .map(({ host }) => host);
  }

  /** A host whose token cannot be had now is signed in again by the next renewal. */
  async #logins(hosts: readonly string[]): Promise<Map<string, Login>> {
    const logins = new Map<string, Login>();
    for (const record of await this.#options.signIns.read()) {
      if (!hosts.includes(record.host)) continue;
      const login = await this.#options.tokens.tokenFor(record).catch(() => undefined);
      if (login !== undefined) logins.set(record.host, login);
    }
    return logins;
  }

  async #helpers(): Promise<ReadonlyMap<string, string>> {
    return helpersOf(await this.#options.config.file.read());
  }

  #file(): string {
    return join(this.#options.data, 'helper-switch.json');
  }

  #alone<T>(work: () => Promise<T>): Promise<T> {
    const result = this.#queue.then(work);
    this.#queue = result.catch(() => undefined);
    return result;
  }
}
