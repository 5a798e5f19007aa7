import { mkdtemp, rm } from 'node:fs/promises';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A socket file in front of another: a server that goes away and comes back, as its clients see it. */
export interface SocketGate {
  readonly path: string;
  /** Cuts what is connected and refuses what comes. */
  shut(): Promise<void>;
  open(): Promise<void>;
  /** Shuts it for good and removes the file. */
  close(): Promise<void>;
}

/** An open gate to the server at the socket file `target`. */
export const socketGate = async (target: string): Promise<SocketGate> => {
  const folder = await mkdtemp(join(tmpdir(), 'gate-'));
  const path = join(folder, 'socket');
  const connected = new Set<Socket>();
  let server: Server | undefined;

  const open = async (): Promise<void> => {
    const opened = createServer((near) => {
      const far = connect(target);
      for (const [one, other] of [[near, far], [far, near]] as const) {
        connected.add(one);
        one.on('error', () => other.destroy()).on('close', () => {
          connected.delete(one);
          other.destroy();
        });
        one.pipe(other);
      }
    });
    await new Promise<void>((resolve, reject) => opened.once('error', reject).listen(path, resolve));
    server = opened;
  };
  const shut = async (): Promise<void> => {
    const closing = server;
    server = undefined;
    connected.forEach((socket) => socket.destroy());
    if (closing !== undefined) await new Promise((resolve) => closing.close(resolve));
  };
  await open();
  return {
    path,
    open,
    shut,
    close: async () => {
      await shut();
      await rm(folder, { recursive: true, force: true });
    },
  };
};
