import { authOf } from '../../../shared/docker/config-file';
import type { DockerConfigState } from '../../../shared/model/docker-config';
import { DockerConfigFile, type Login, type OwnHelper } from '../docker-config-file';
import type { SignInRecord, SignInRecords } from '../sign-in-records';
import { ConfigHistory } from './config-history';
import type { SecretCache } from '../../profiles/secret-cache';
import { watchFiles } from '../../profiles/watch-files';
import { EntryKeeper } from './entry-keeper';
import { DockerConfigHealth } from './health/docker-config-health';
import { onPath } from './health/gather-facts';
import { podmanAuthFile } from './podman-auth-file';
import { SignInFiles } from './sign-in-files';

export interface DockerConfigParts {
  env: Readonly<Record<string, string | undefined>>;
  home: string;
  platform: NodeJS.Platform;
  /** `docker-config-history.json` in Berth's folder. */
  historyFile: string;
  /** Keeps the backups of the file, which hold secrets of every program. */
  backups: SecretCache;
  records: Pick<SignInRecords, 'file' | 'read' | 'change'>;
  settings: { current(): { podman: boolean; credentialHelper: boolean }; onChange(listener: () => void): () => void };
  tokens: { tokenFor(scope: SignInRecord): Promise<Login> };
  ownHelper?: OwnHelper;
  /** Berth's own helper as it is installed; looked for on the PATH unless told. */
  helper?: () => Promise<DockerConfigState['helper']> | DockerConfigState['helper'];
  log: (thrown: unknown) => void;
}

/** A `docker login` at a registry nearby takes less than this; what the running app sees later it puts back, too. */
const CONFIRM_AFTER_MS = [60, 240];

/** Docker's configuration, wired: the file, what signs in there, what keeps it so, and what looks after it. */
export class DockerConfig {
  readonly file: DockerConfigFile;
  readonly podman: DockerConfigFile;
  /** Where a sign-in goes: Docker's file, and Podman's where a person wants it. */
  readonly signIns: SignInFiles;
  readonly health: DockerConfigHealth;
  readonly #keeper: EntryKeeper;
  readonly #parts: DockerConfigParts;

  constructor(parts: DockerConfigParts) {
    const { env, home, platform, settings, records, log, ownHelper } = parts;
    const now = Date.now;
    this.#parts = parts;
    const history = new ConfigHistory({ file: parts.historyFile, backups: parts.backups, now });
    this.file = new DockerConfigFile({ env, home, history, confirmAfterMs: CONFIRM_AFTER_MS, ...(ownHelper !== undefined && { ownHelper }) });
    this.podman = new DockerConfigFile({ env, home, path: podmanAuthFile({ env, home, platform }) });
    const keeps = async (): Promise<string[]> => (await records.read()).map(({ host }) => host);
    this.signIns = new SignInFiles({ docker: this.file, podman: this.podman, settings, keeps, loginFor: (host) => this.#loginFor(host), log });
    this.#keeper = new EntryKeeper({
      config: this.file, keeps, now, log,
      onKeepsChange: (changed) => watchFiles([records.file], changed),
      signIn: (host) => this.#signIn(host),
      signedOut: (host) => this.#signedOut(host),
    });
    this.health = new DockerConfigHealth({
      config: this.file, history, env, platform, now, log,
      serves: () => records.read(),
      helper: parts.helper ?? (() => this.#helper()),
      signedOut: (host) => this.#signedOut(host),
    });
  }

  /** Keeps and watches the file from now on; the sign-ins start with whoever signs in. */
  async start(): Promise<void> {
    await Promise.all([this.#keeper.start(), this.health.start()]);
  }

  async close(): Promise<void> {
    this.#keeper.close();
    this.health.close();
    await this.signIns.close();
  }

  /** Somebody took the sign-in out of Docker's file: it is kept no longer, in Podman's neither. */
  async #signedOut(host: string): Promise<void> {
    const { records, settings } = this.#parts;
    await records.change((known) => known.filter((record) => record.host !== host));
    if (settings.current().podman) await this.podman.removeAuth(host);
  }

  async #signIn(host: string): Promise<void> {
    const record = (await this.#parts.records.read()).find((one) => one.host === host);
    if (record !== undefined) await this.file.addAuth(host, await this.#parts.tokens.tokenFor(record), { again: true });
  }

  /** What Docker has for the host, else a token of the profile that signed in there. */
  async #loginFor(host: string): Promise<Login> {
    const kept = Buffer.from(authOf(await this.file.file.read(), host) ?? '', 'base64').toString('utf8');
    const colon = kept.indexOf(':');
    if (colon > 0) return { username: kept.slice(0, colon), password: kept.slice(colon + 1) };
    const record = (await this.#parts.records.read()).find((one) => one.host === host);
    if (record === undefined) throw new Error('A host without a record is asked for.');
    return this.#parts.tokens.tokenFor(record);
  }

  async #helper(): Promise<DockerConfigState['helper']> {
    const program = await onPath('docker-credential-berth', this.#parts.env);
    return { enabled: this.#parts.settings.current().credentialHelper, onPath: program !== undefined, hosts: [], ...(program !== undefined && { program }) };
  }
}

