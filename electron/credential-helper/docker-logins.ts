import { mkdir, readFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { writeAtomically } from '../files/write-atomically';
import { withProcessLock } from '../files/process-lock';
import type { SecretStore } from '../profiles/secret-store';
import type { Login } from './protocol';
import { objectIn } from './warm/token-record';

/** Name under which the sign-in of a host is kept that is none of ECR's. */
export const dockerAccount = (host: string): string => `docker:${host}`;

/** The server URL as Docker named it, and the user. No secret. */
export interface KnownLogin {
  serverUrl: string;
  username: string;
}

export interface DockerLoginsOptions {
  secrets: SecretStore;
  /** `docker-logins.json` in Berth's folder: which hosts there are, for a secret store cannot be listed everywhere. */
  file: string;
}

/** Sign-ins at registries that Berth does not serve, kept for Docker when a person makes Berth its `credsStore`. */
export class DockerLogins {
  readonly #options: DockerLoginsOptions;

  constructor(options: DockerLoginsOptions) {
    this.#options = options;
  }

  /** @throws AppError of the secret store: a locked one is no proof that there is nothing. */
  async get(host: string): Promise<Login | undefined> {
    if (!Object.hasOwn(await this.known(), host)) return undefined;
    const kept = objectIn(await this.#options.secrets.get(dockerAccount(host)));
    const { username, secret } = kept ?? {};
    return typeof username === 'string' && typeof secret === 'string' ? { username, secret } : undefined;
  }

  /** The secret first: a host that is listed without one would be a promise not kept. */
  async store(host: string, { serverUrl, username, secret }: Login & KnownLogin): Promise<void> {
    await this.#options.secrets.set(dockerAccount(host), JSON.stringify({ username, secret }));
    await this.#change((known) => ({ ...known, [host]: { serverUrl, username } }));
  }

  /** The secret first again: a failure leaves both. */
  async erase(host: string): Promise<void> {
    if (!Object.hasOwn(await this.known(), host)) return;
    await this.#options.secrets.delete(dockerAccount(host));
    await this.#change(({ [host]: _gone, ...left }) => left);
  }

  /** What is kept, by host. A file that cannot be read counts as empty: a person can sign in again. */
  async known(): Promise<Record<string, KnownLogin>> {
    const value = objectIn(await readFile(this.#options.file, 'utf8').catch(() => undefined));
    const logins = typeof value?.logins === 'object' && value.logins !== null ? Object.entries(value.logins) : [];
    return Object.fromEntries(logins.filter((entry): entry is [string, KnownLogin] => isKnownLogin(entry[1])));
  }

  async #change(change: (known: Record<string, KnownLogin>) => Record<string, KnownLogin>): Promise<void> {
    const { file } = this.#options;
    await mkdir(dirname(file), { recursive: true, mode: 0o700 });
    await withProcessLock(`${file}.lock`, async () => {
      await writeAtomically(file, `${JSON.stringify({ version: 1, logins: change(await this.known()) }, null, 2)}\n`);
    });
  }
}

function isKnownLogin(value: unknown): value is KnownLogin {
  if (typeof value !== 'object' || value === null) return false;
  return 'serverUrl' in value && typeof value.serverUrl === 'string' && 'username' in value && typeof value.username === 'string';
}
