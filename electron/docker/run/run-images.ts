import type { Readable } from 'node:stream';
import type Docker from 'dockerode';
import { AppError } from '../../../shared/errors';
import type { RunDefaults, RunImage, StartedContainer } from '../../../shared/model/moving/run';
import type { DockerEngine } from '../docker-engine';
import { containerRequest, portKey, publishedPorts } from './container-request';
import { runError, wrongPlatform } from './run-errors';

export interface RunImagesPorts {
  docker: Pick<DockerEngine, 'use'>;
  /** Waits some milliseconds; ends early, without failing, when the signal aborts. */
  sleep(milliseconds: number, signal: AbortSignal): Promise<void>;
}

/** How long a container is listened to for the words of a program that cannot run here, in milliseconds. */
const LISTEN = 500;
/** The first of what it says is enough. */
const MOST_HEARD = 8192;

/** Runs images of the local Docker. Every method fails with an AppError. */
export class RunImages {
  readonly #ports: RunImagesPorts;

  constructor(ports: RunImagesPorts) {
    this.#ports = ports;
  }

  /** What the image itself says of ports, variables and its command. One that is not in the local Docker is not `present`. */
  async defaults(image: string): Promise<RunDefaults> {
    try {
      return await this.#ports.docker.use({ operation: 'inspect the image', image }, async (docker) => {
        const { Config } = await docker.getImage(image).inspect();
        const exposed = Object.keys(Config?.ExposedPorts ?? {}).flatMap((key) => {
          const [, port, protocol = 'tcp'] = /^(\d+)(?:\/(tcp|udp|sctp))?$/.exec(key) ?? [];
          return port === undefined ? [] : [{ port: Number(port), protocol: protocol as 'tcp' | 'udp' | 'sctp' }];
        });
        const words = (said: string | string[] | null | undefined): string[] => (typeof said === 'string' ? [said] : [...(said ?? [])]);
        return { present: true, exposed, env: Config?.Env ?? [], command: [...words(Config?.Entrypoint), ...words(Config?.Cmd)] };
      });
    } catch (thrown) {
      if (thrown instanceof AppError && thrown.code === 'local-image-not-found') return { present: false, exposed: [], env: [], command: [] };
      throw thrown;
    }
  }

  /**
   * Starts a container and leaves it running. Where that fails nothing of it is left behind.
   * @throws AppError `local-image-not-found`; `invalid-input` for a name, port or command that will not do; `unsupported` for
   *   another platform's image; `docker-failed` where the engine publishes no ports.
   */
  async start(wanted: RunImage): Promise<StartedContainer> {
    const { docker } = this.#ports;
    const { image } = wanted;
    return docker.use({ operation: 'run the image', image }, async (client) => {
      const container = await client.createContainer(containerRequest(wanted)).catch((thrown: unknown) => {
        throw runError(thrown, wanted) ?? thrown;
      });
      try {
        return await this.#begin(container, wanted);
      } catch (thrown) {
        const error = runError(thrown, wanted) ?? thrown;
        throw (await removed(container)) ? error : leftBehind(error, container.id);
      }
    });
  }

  async #begin(container: Docker.Container, wanted: RunImage): Promise<StartedContainer> {
    // Listened to before it starts: one that is removed when it ends takes its words along.
    const said = (await container.attach({ stream: true, stdout: true, stderr: true })) as unknown as Readable;
    const words = listen(said);
    try {
      await container.start();
      const { Name, NetworkSettings } = await container.inspect().catch(() => ({ Name: wanted.name ?? container.id.slice(0, 12), NetworkSettings: undefined }));
      // Counted from the start, which takes its time on a busy computer.
      await this.#ports.sleep(LISTEN, words.over);
      const heard = words.heard();
      if (/exec format error/i.test(heard)) throw wrongPlatform(wanted.image, heard.replace(/[^\x20-\x7e]+/g, ' ').trim());
      if (NetworkSettings !== undefined) checkPublished(wanted, NetworkSettings.Ports);
      const ports = publishedPorts(NetworkSettings?.Ports ?? {});
      return { containerId: container.id, name: Name.replace(/^\//, ''), ...(ports.length > 0 && { ports }) };
    } finally {
      said.destroy();
    }
  }
}

/** Takes down what a container says from now on; `over` aborts when it ends. */
function listen(said: Readable): { heard: () => string; over: AbortSignal } {
  let heard = '';
  const over = new AbortController();
  said.on('data', (bytes: Buffer) => {
    if (heard.length < MOST_HEARD) heard += bytes.toString('latin1');
  });
  for (const end of ['end', 'close', 'error']) said.once(end, () => over.abort());
  return { heard: () => heard, over: over.signal };
}

/** An engine without a bridge network starts the container and publishes nothing, without a word (dockerd --bridge=none). */
function checkPublished({ ports }: RunImage, published: Readonly<Record<string, unknown>> | undefined): void {
  const missing = ports.find((port) => !Array.isArray(published?.[portKey(port)]));
  if (missing === undefined) return;
  throw new AppError('docker-failed', `Docker did not publish port ${missing.container} of the container.`, { hint: 'This engine has no network that ports can be published from; run it without ports.' });
}

/** Whether it is gone; one that removes itself may be quicker. */
async function removed(container: Docker.Container): Promise<boolean> {
  try {
    await container.remove({ force: true, v: true });
    return true;
  } catch (thrown) {
    return thrown instanceof Error && 'statusCode' in thrown && (thrown.statusCode === 404 || thrown.statusCode === 409);
  }
}

function leftBehind(thrown: unknown, id: string): unknown {
  if (!(thrown instanceof AppError)) return thrown;
  const { code, message, hint, detail } = thrown;
  return new AppError(code, message, { hint: `${hint ?? ''} Docker could not be tidied up: remove the container ${id.slice(0, 12)} with “docker rm -f”.`.trim(), cause: thrown, ...(detail !== undefined && { detail }) });
}
