import type { DockerConfigFile, Login } from '../docker-config-file';

export interface SignInFilesOptions {
  docker: DockerConfigFile;
  podman: DockerConfigFile;
  settings: { current(): { podman: boolean }; onChange(listener: () => void): () => void };
  /** The hosts that Berth keeps signed in. */
  keeps: () => Promise<readonly string[]>;
  /** A sign-in that is valid now, for a host that Berth keeps. */
  loginFor: (host: string) => Promise<Login>;
  log: (thrown: unknown) => void;
}

/** Every file that a sign-in goes to: Docker's, and Podman's auth.json where a person wants it. Docker's comes first. */
export class SignInFiles {
  readonly #options: SignInFilesOptions;
  #podman: boolean;
  #switching: Promise<void> = Promise.resolve();
  #stop = (): void => undefined;

  constructor(options: SignInFilesOptions) {
    this.#options = options;
    this.#podman = options.settings.current().podman;
  }

  /** Tidies both up, and follows the setting from now on. */
  async start(): Promise<void> {
    this.#stop();
    this.#stop = this.#options.settings.onChange(() => this.#follow());
    await Promise.all([this.#options.docker.start(), this.#options.podman.start()]);
  }

  /** Ends once a switch that is going on has been made. */
  async close(): Promise<void> {
    this.#stop();
    await this.#switching;
  }

  /** A failure of Podman's file is no failure of Docker's sign-in: it is only logged. */
  async addAuth(host: string, login: Login): Promise<void> {
    await this.#options.docker.addAuth(host, login);
    if (this.#options.settings.current().podman) await this.#options.podman.addAuth(host, login).catch(this.#options.log);
  }

  async removeAuth(host: string): Promise<void> {
    await this.#options.docker.removeAuth(host);
    if (this.#options.settings.current().podman) await this.#options.podman.removeAuth(host).catch(this.#options.log);
  }

  #follow(): void {
    const { podman } = this.#options.settings.current();
    if (podman === this.#podman) return;
    this.#podman = podman;
    this.#switching = this.#switching.then(() => (podman ? this.#signPodmanIn() : this.#signPodmanOut())).catch(this.#options.log);
  }

  async #signPodmanIn(): Promise<void> {
    for (const host of await this.#options.keeps()) {
      await this.#options.loginFor(host).then((login) => this.#options.podman.addAuth(host, login)).catch(this.#options.log);
    }
  }

  async #signPodmanOut(): Promise<void> {
    for (const host of await this.#options.keeps()) await this.#options.podman.removeAuth(host).catch(this.#options.log);
  }
}
