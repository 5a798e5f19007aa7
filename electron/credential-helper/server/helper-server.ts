import { chmod, mkdir, rm } from 'node:fs/promises';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { dirname } from 'node:path';
import type { HelperAnswer } from '../protocol';
import { answerBytes, GREETING, requestIn, type HelperRequest } from './framing';

export interface HelperServerOptions {
  /** `helperSocket`. */
  path: string | undefined;
  answer(request: HelperRequest): Promise<HelperAnswer>;
  log: (thrown: unknown) => void;
  /** Milliseconds a caller may take to say what it wants. */
  requestMs?: number;
}

const MOST_CALLERS = 128;

/** Answers `docker-credential-berth` while the application runs. For the person alone: the folder is closed to others. */
export class HelperServer {
  readonly #options: HelperServerOptions;
  readonly #sockets = new Set<Socket>();
  #server: Server | undefined;

  constructor(options: HelperServerOptions) {
    this.#options = options;
  }

  /** Listens, unless another Berth does already; what a crashed one left is replaced. A failure is logged: the helper works by itself. */
  async start(): Promise<void> {
    const { path, log } = this.#options;
    if (path === undefined) return;
    try {
      if (process.platform !== 'win32') {
        await mkdir(dirname(path), { recursive: true, mode: 0o700 });
        await chmod(dirname(path), 0o700);
      }
      this.#server = (await this.#listen(path)) ?? (await this.#replaceStale(path));
      if (this.#server !== undefined && process.platform !== 'win32') await chmod(path, 0o600);
    } catch (thrown) {
      log(thrown);
    }
  }

  /** Whether this process is the one that answers. */
  get listening(): boolean {
    return this.#server?.listening === true;
  }

  async close(): Promise<void> {
    const server = this.#server;
    this.#server = undefined;
    this.#sockets.forEach((socket) => socket.destroy());
    if (server !== undefined) await new Promise<void>((resolve) => server.close(() => resolve()));
  }

  /** `undefined` when something is in the way there. */
  #listen(path: string): Promise<Server | undefined> {
    const server = createServer((socket) => this.#serve(socket));
    server.maxConnections = MOST_CALLERS;
    return new Promise((resolve, reject) => {
      server.once('error', (thrown: NodeJS.ErrnoException) => (thrown.code === 'EADDRINUSE' ? resolve(undefined) : reject(thrown)));
      server.listen(path, () => {
        server.on('error', this.#options.log);
        resolve(server);
      });
    });
  }

  async #replaceStale(path: string): Promise<Server | undefined> {
    if (await isAnswered(path)) return undefined;
    await rm(path, { force: true });
    return this.#listen(path);
  }

  #serve(socket: Socket): void {
    this.#sockets.add(socket);
    // A caller that went away needs no answer.
    socket.on('error', () => socket.destroy());
    socket.on('close', () => this.#sockets.delete(socket));
    const timer = setTimeout(() => socket.destroy(), this.#options.requestMs ?? 5_000);
    socket.on('close', () => clearTimeout(timer));
    socket.write(GREETING);
    let bytes = Buffer.alloc(0);
    let asked = false;
    socket.on('data', (more: Buffer) => {
      if (asked) return void socket.destroy();
      bytes = Buffer.concat([bytes, more]);
      try {
        const request = requestIn(bytes);
        if (request === undefined) return;
        asked = true;
        clearTimeout(timer);
        void this.#options.answer(request).then(
          (answer) => socket.end(answerBytes(answer)),
          (thrown: unknown) => {
            this.#options.log(thrown);
            socket.destroy();
          },
        );
      } catch {
        socket.destroy();
      }
    });
  }
}

function isAnswered(path: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(path);
    const done = (answered: boolean): void => {
      socket.destroy();
      resolve(answered);
    };
    socket.once('connect', () => done(true));
    socket.once('error', () => done(false));
  });
}
