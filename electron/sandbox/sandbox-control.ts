import { join } from 'node:path';
import type { SandboxDescription } from '../../shared/model/settings';
import type { SettingsStore } from '../settings/settings-store';
import { Listeners } from '../listeners';

/** A sandbox that serves until it is closed. */
export interface RunningSandbox {
  description: SandboxDescription;
  close(): Promise<void>;
  /** Called when it ends without having been closed. */
  onExit?(listener: () => void): void;
}

export type SandboxStatus = 'stopped' | 'starting' | 'running' | 'failed';

/**
 * Starts and stops the sandbox for a person. All that the rest of Berth sees of it is one more pair of AWS files
 * in the settings; the pair stays over a quit, and that is what makes the sandbox come back at the next start.
 */
export class SandboxControl {
  readonly #options: { data: string; settings: SettingsStore; launch: (stateDir: string) => Promise<RunningSandbox> };
  #status: SandboxStatus = 'stopped';
  #running: RunningSandbox | undefined;
  #starting: Promise<void> | undefined;
  readonly #listeners = new Listeners();

  constructor(options: { data: string; settings: SettingsStore; launch: (stateDir: string) => Promise<RunningSandbox> }) {
    this.#options = options;
  }

  get stateDir(): string {
    return join(this.#options.data, 'sandbox');
  }

  status(): SandboxStatus {
    return this.#status;
  }

  onChange(listener: () => void): () => void {
    return this.#listeners.add(listener);
  }

  /** Brings the sandbox back if it was running when Berth ended. */
  async resume(): Promise<void> {
    const known = this.#options.settings.current().awsFiles;
    if (known.some((pair) => pair.configFile.startsWith(this.stateDir))) await this.start();
  }

  /** Starts it once, however often it is asked. @throws AppError `sandbox-failed`. */
  start(): Promise<void> {
    if (this.#running !== undefined) return Promise.resolve();
    this.#starting ??= this.#start().finally(() => (this.#starting = undefined));
    return this.#starting;
  }

  /** Stops it and forgets its profiles; what it holds stays on disk. */
  async stop(): Promise<void> {
    await this.#starting;
    const running = this.#running;
    if (running === undefined) return;
    this.#running = undefined;
    const { configFile, credentialsFile } = running.description;
    await this.#options.settings.removeAwsFiles({ configFile, credentialsFile });
    await running.close();
    this.#become('stopped');
  }

  /** Ends the process behind it at quit; the profiles stay, so that the next start brings it back. */
  async close(): Promise<void> {
    await this.#starting?.catch(() => undefined);
    await this.#running?.close();
    this.#running = undefined;
  }

  async #start(): Promise<void> {
    this.#become('starting');
    try {
      const running = await this.#options.launch(this.stateDir);
      running.onExit?.(() => {
        if (this.#running !== running) return;
        this.#running = undefined;
        this.#become('failed');
      });
      this.#running = running;
      const { configFile, credentialsFile } = running.description;
      await this.#options.settings.addAwsFiles({ configFile, credentialsFile });
      this.#become('running');
    } catch (thrown) {
      this.#become('failed');
      throw thrown;
    }
  }

  #become(status: SandboxStatus): void {
    this.#status = status;
    this.#listeners.tell();
  }
}
