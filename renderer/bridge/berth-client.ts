/** The only way from the window to the rest of Berth: the preload's three functions, with the contract's types. */
import { AppError, type Result } from '../../shared/errors';
import type {
  CommandInput,
  CommandName,
  CommandOutput,
  TopicName,
  TopicPayload,
} from '../../shared/ipc/contract';

/** What the preload exposes as `window.berth`. Nothing else of Electron reaches the window. */
export interface BerthBridge {
  /** Answers a `Result`, as JSON. */
  invoke(name: CommandName, input: unknown): Promise<string>;
  /** Delivers the current snapshot at once and every later one, as JSON; the answer ends it. */
  subscribe(topic: TopicName, listener: (payload: string) => void): () => void;
  /** Where a file lies that a person dropped or chose; empty for what is no file of this machine. */
  pathOf(file: File): string;
}

declare global {
  interface Window {
    readonly berth: BerthBridge;
  }
}

/** Commands and topics with their types. Main has validated what arrives, so it is taken as the contract says. */
export class BerthClient {
  readonly #bridge: BerthBridge;

  constructor(bridge: BerthBridge) {
    this.#bridge = bridge;
  }

  /** Runs one command. @throws AppError as the command answered it. */
  async invoke<N extends CommandName>(name: N, input: CommandInput<N>): Promise<CommandOutput<N>> {
    // Rune state is a proxy, which Electron's bridge cannot clone.
    const result = JSON.parse(await this.#bridge.invoke(name, plainCopy(input))) as Result<unknown>;
    if (!result.ok) throw AppError.fromWire(result.error);
    return result.value as CommandOutput<N>;
  }

  subscribe<N extends TopicName>(topic: N, listener: (payload: TopicPayload<N>) => void): () => void {
    return this.#bridge.subscribe(topic, (payload) => listener(JSON.parse(payload) as TopicPayload<N>));
  }

  /** Where a dropped file lies. Before Electron 32 the file itself knew, and lost it on the way to the preload. */
  pathOf(file: File): string {
    const { path } = file as File & { path?: unknown };
    return typeof path === 'string' ? path : this.#bridge.pathOf(file);
  }
}

/** Commands are plain JSON by contract: a copy through JSON also drops what is undefined. */
function plainCopy(input: unknown): unknown {
  return JSON.parse(JSON.stringify(input));
}
