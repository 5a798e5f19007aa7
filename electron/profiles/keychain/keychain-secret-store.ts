import type { AppError } from '../../../shared/errors';
import { locked, refused, unavailable } from './keychain-errors';
import { KeychainAnswer, type KeychainChild, type KeychainRequest } from './keychain-protocol';
import type { SecretStore } from '../secret-store';

export interface KeychainOptions {
  spawn: () => KeychainChild;
  /** Milliseconds after which a silent keychain counts as locked. */
  timeoutMs?: number;
  /** The same where something is written: a person does that, and may have to unlock the keychain first. */
  writeTimeoutMs?: number;
}

interface Waiting {
  resolve(value: string | undefined): void;
  reject(error: AppError): void;
}

/** Long enough to type a password. */
const WRITE_TIMEOUT_MS = 30_000;

type WithoutId<T> = T extends unknown ? Omit<T, 'id'> : never;

/**
 * The operating system's keychain, asked through a process of its own; one that stays silent is killed.
 * @throws AppError `keychain-locked` after the time-out or when a person declines, `keychain-unavailable` when there is none.
 */
export class KeychainSecretStore implements SecretStore {
  readonly #options: KeychainOptions;
  readonly #waiting = new Map<number, Waiting>();
  #child: KeychainChild | undefined;
  #lastId = 0;
  /** One call after the other: four that hang would fill the child's thread pool. */
  #queue: Promise<unknown> = Promise.resolve();

  constructor(options: KeychainOptions) {
    this.#options = options;
  }

  get(account: string): Promise<string | undefined> {
    return this.#call({ op: 'get', account });
  }

  async set(account: string, value: string): Promise<void> {
    await this.#call({ op: 'set', account, value });
  }

  async delete(account: string): Promise<void> {
    await this.#call({ op: 'delete', account });
  }

  /** Ends the process; what still waits fails. */
  close(): void {
    this.#end(unavailable());
  }

  #call(request: WithoutId<KeychainRequest>): Promise<string | undefined> {
    const answer = this.#queue.then(() => this.#ask({ ...request, id: ++this.#lastId }));
    this.#queue = answer.catch(() => undefined);
    return answer;
  }

  #ask(request: KeychainRequest): Promise<string | undefined> {
    return new Promise((resolve, reject) => {
      const { timeoutMs = 8_000, writeTimeoutMs = Math.max(timeoutMs, WRITE_TIMEOUT_MS) } = this.#options;
      const timer = setTimeout(() => this.#end(locked()), request.op === 'get' ? timeoutMs : writeTimeoutMs);
      const done = (finish: () => void): void => {
        clearTimeout(timer);
        this.#waiting.delete(request.id);
        finish();
      };
      this.#waiting.set(request.id, {
        resolve: (value) => done(() => resolve(value)),
        reject: (error) => done(() => reject(error)),
      });
      try {
        this.#running().post(request);
      } catch (cause) {
        this.#end(unavailable(cause));
      }
    });
  }

  #running(): KeychainChild {
    if (this.#child !== undefined) return this.#child;
    const child = this.#options.spawn();
    this.#child = child;
    child.onMessage((message) => {
      // What an ended process still says belongs to questions that have their answer.
      if (this.#child === child) this.#receive(message);
    });
    child.onExit(() => {
      if (this.#child === child) this.#end(unavailable());
    });
    return child;
  }

  #receive(message: unknown): void {
    const answer = KeychainAnswer.safeParse(message);
    if (!answer.success) return;
    const waiting = this.#waiting.get(answer.data.id);
    if (answer.data.ok) waiting?.resolve(answer.data.value);
    else waiting?.reject(refused(answer.data.reason));
  }

  #end(error: AppError): void {
    const child = this.#child;
    this.#child = undefined;
    child?.kill();
    [...this.#waiting.values()].forEach((waiting) => waiting.reject(error));
  }
}
