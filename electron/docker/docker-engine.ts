/** The Docker Engine as Berth uses it: state, and one method for each thing that is done with it. */
import type { Readable } from 'node:stream';
import type Docker from 'dockerode';
import { AppError } from '../../shared/errors';
import type { JobPart } from '../../shared/model/moving/job';
import type { CommitOptions, DockerState } from '../../shared/model/container';
import { commitChanges } from './commit-changes';
import { dockerError, type DockerFailureContext } from './docker-errors';
import { DockerWatch } from './docker-watch';
import { DockerConnector } from './docker-connector';
import type { DockerSurroundings } from './target/find-docker';
import { followProgress } from './follow-progress';

/** What the engine sends to a registry for us; base64url JSON in `X-Registry-Auth`. */
export interface RegistryCredentials {
  username: string;
  password: string;
}

/** Options that every long operation takes. */
export interface DockerOperation {
  signal?: AbortSignal;
  onProgress?: (parts: readonly JobPart[]) => void;
}

/** An image in a registry, as the engine addresses it. */
export interface RegistryImage {
  host: string;
  repository: string;
  /** Tag, or `sha256:` digest (pull only). */
  reference: string;
}

/** What Berth reads of a local image or container. */
export interface LocalImage {
  id: string;
  tags: string[];
  digests: string[];
  os: string;
  architecture: string;
  sizeBytes: number;
  createdAt?: string;
  labels: Record<string, string>;
  /** Digests of its layers as plain tars, the lowest first. */
  diffIds: string[];
}
export interface LocalContainer {
  id: string;
  name: string;
  /** Name of the image it was made from, and that image's id. */
  image: string;
  imageId: string;
  labels: Record<string, string>;
  running: boolean;
}

export interface DockerEngineOptions extends DockerSurroundings {
  /** Waits some milliseconds; ends early, without failing, when the signal aborts. */
  sleep: (milliseconds: number, signal: AbortSignal) => Promise<void>;
}

/**
 * Speaks to the engine that `docker` itself would use. Operations work without `start()`; only the live lists of
 * containers and images need it. Every method fails with an AppError (`docker-errors.ts`).
 */
export class DockerEngine {
  readonly #connector: DockerConnector;
  readonly #watch: DockerWatch;

  constructor(options: DockerEngineOptions) {
    this.#connector = new DockerConnector(options);
    this.#watch = new DockerWatch({ connector: this.#connector, sleep: options.sleep });
  }

  state(): DockerState {
    return this.#watch.state();
  }

  onChange(listener: () => void): () => void {
    return this.#watch.onChange(listener);
  }

  /** Watches containers and images from now on; resolves after the first attempt, whether the engine answered or not. */
  start(): Promise<void> {
    return this.#watch.start();
  }

  close(): Promise<void> {
    return this.#watch.close();
  }

  /** Looks for the engine again now: another context, or Docker was just started. */
  reconnect(): Promise<void> {
    return this.#watch.reconnect();
  }

  /**
   * Commits a container to a new, untagged image and answers its id. It cannot be aborted: the engine would go on
   * and leave an image nobody knows of, so the caller waits and then removes the image.
   */
  commit({ containerId, options }: { containerId: string; options: CommitOptions }): Promise<{ imageId: string }> {
    const changes = commitChanges(options);
    return this.#do({ operation: 'commit the container', container: containerId }, async (docker) => {
      const query = { pause: options.pause, comment: options.message, author: options.author, changes };
      const answer: unknown = await docker.getContainer(containerId).commit({ _query: { container: containerId, ...withoutUndefined(query) }, _body: {} });
      return { imageId: (answer as { Id: string }).Id };
    });
  }

  /** Gives a local image one more name. */
  async tag(image: string, { host, repository, reference }: RegistryImage): Promise<void> {
    await this.#do({ operation: 'tag the image', image }, (docker) => docker.getImage(image).tag({ repo: `${host}/${repository}`, tag: reference }));
  }

  /** Takes a name away, or, given an id, removes the image; silent when it is gone already. */
  async removeImage(image: string, { prune = true }: { prune?: boolean } = {}): Promise<void> {
    await this.#do({ operation: 'remove the image' }, async (docker) => {
      await docker.getImage(image).remove({ noprune: !prune }).catch((thrown: unknown) => {
        if (!(thrown instanceof Error && 'statusCode' in thrown && thrown.statusCode === 404)) throw thrown;
      });
    });
  }

  /** Pulls into the engine; `platform` is `OS/ARCH[/VARIANT]`. */
  async pull(source: RegistryImage, operation: DockerOperation & { credentials?: RegistryCredentials; platform?: string }): Promise<{ digest?: string }> {
    const about = { operation: `pull from ${source.host}`, registry: { ...source, action: 'pull' as const } };
    // A digest goes into `tag` too: moby reads `fromImage=NAME&tag=sha256:…` as NAME@sha256:….
    const query = { fromImage: `${source.host}/${source.repository}`, tag: source.reference, ...(operation.platform !== undefined && { platform: operation.platform }) };
    const end = await this.#stream(about, operation, (docker, signal) =>
      docker.createImage(registryAuth(source.host, operation.credentials), { ...query, abortSignal: signal }),
    );
    return end.digest === undefined ? {} : { digest: end.digest };
  }

  /** Loads a `docker save` archive; answers Docker's last word (“Loaded image: …”). */
  async load(archive: Readable, operation: DockerOperation = {}): Promise<{ said: string }> {
    const end = await this.#stream({ operation: 'load the archive' }, operation, (docker, signal) => docker.loadImage(archive, { quiet: false, abortSignal: signal }));
    return { said: end.lastStatus ?? '' };
  }

  /** The image as a `docker save` archive; the reader must consume or destroy it. The signal ends the wait for its beginning. */
  save(image: string, signal: AbortSignal): Promise<Readable> {
    return this.#do({ operation: 'save the image', image }, async (docker) => orHangUp(docker.getImage(image).get() as Promise<Readable>, signal));
  }

  inspectImage(image: string): Promise<LocalImage> {
    return this.#do({ operation: 'inspect the image', image }, async (docker) => {
      const found = await docker.getImage(image).inspect();
      return {
        id: found.Id,
        tags: found.RepoTags ?? [],
        digests: found.RepoDigests ?? [],
        os: found.Os,
        architecture: found.Architecture,
        sizeBytes: found.Size,
        ...(found.Created !== '' && { createdAt: found.Created }),
        labels: found.Config?.Labels ?? {},
        diffIds: found.RootFS.Layers ?? [],
      };
    });
  }

  inspectContainer(container: string): Promise<LocalContainer> {
    return this.#do({ operation: 'inspect the container', container }, async (docker) => {
      const found = await docker.getContainer(container).inspect();
      return {
        id: found.Id,
        name: found.Name.replace(/^\//, ''),
        image: found.Config.Image,
        imageId: found.Image,
        labels: found.Config.Labels ?? {},
        running: found.State.Running,
      };
    });
  }

  listImages(): Promise<Pick<LocalImage, 'id' | 'tags' | 'digests' | 'sizeBytes' | 'labels'>[]> {
    return this.#do({ operation: 'list the images' }, async (docker) =>
      (await docker.listImages()).map((found) => ({
        id: found.Id,
        tags: (found.RepoTags ?? []).filter((tag) => tag !== '<none>:<none>'),
        digests: found.RepoDigests ?? [],
        sizeBytes: found.Size,
        labels: found.Labels ?? {},
      })),
    );
  }

  /** Runs `work` with the client in use, for what has a file of its own (`run/`); what it throws is classified like everything here. */
  use<T>(about: Omit<DockerFailureContext, 'host'>, work: (docker: Docker) => Promise<T>): Promise<T> {
    return this.#do(about, work);
  }

  async #do<T>(about: Omit<DockerFailureContext, 'host'>, work: (docker: Docker) => Promise<T>): Promise<T> {
    const docker = await this.#connector.connect();
    try {
      return await work(docker);
    } catch (thrown) {
      throw this.#connector.failed(dockerError(thrown, { ...about, host: this.#connector.host() }));
    }
  }

  async #stream(
    about: Omit<DockerFailureContext, 'host'>,
    { signal = new AbortController().signal, onProgress }: DockerOperation,
    open: (docker: Docker, signal: AbortSignal) => Promise<NodeJS.ReadableStream>,
  ) {
    return this.#do(about, async (docker) => {
      const context = { ...about, host: this.#connector.host() };
      return followProgress({ open: () => open(docker, signal), signal, onProgress, context });
    });
  }
}

/** The engine writes the whole image down before it sends a byte; whoever does not want it any more does not wait for that. */
function orHangUp(opening: Promise<Readable>, signal: AbortSignal): Promise<Readable> {
  return new Promise((resolve, reject) => {
    const abort = (): void => {
      reject(new AppError('cancelled', 'Cancelled.', { cause: signal.reason }));
      void opening.then((stream) => stream.destroy(), () => undefined);
    };
    signal.addEventListener('abort', abort, { once: true });
    if (signal.aborted) return abort();
    void opening.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort));
  });
}

const withoutUndefined = (query: Record<string, unknown>): Record<string, unknown> =>
  Object.fromEntries(Object.entries(query).filter(([, value]) => value !== undefined));

/** Empty for an anonymous visit. */
const registryAuth = (host: string, credentials: RegistryCredentials | undefined): Docker.AuthConfig => ({
  username: credentials?.username ?? '',
  password: credentials?.password ?? '',
  serveraddress: host,
});
