import { AppError } from '../../shared/errors';
import type { FoundUses, UnaskedUse, UseQuery } from '../../shared/model/image-use';
import type { RepositoryKey } from '../../shared/model/repository';
import type { EcrScope } from '../ecr/ports';
import { classifyAwsError } from '../sessions/aws-errors';
import { matchUses } from './match-uses';
import type { UsedImage, UseSource } from './used-images';

/** How long every service together is waited for: a person waits for the preview of a change. */
const WITHIN_MS = 8_000;
/** What a service answered is good for as long as one looks at a few images in a row. */
const KEEP_MS = 60_000;

/** An image whose users are looked for. */
export interface AskedImage {
  digest: string;
  tags: readonly string[];
}
/** What Amazon Inspector says of images by itself. */
export interface InspectorUses {
  of(repository: RepositoryKey, images: readonly AskedImage[], signal: AbortSignal): Promise<FoundUses>;
}

export interface ImageUsesPorts {
  /** Docker on this machine: asked always. */
  local: UseSource;
  /** Services of AWS: asked where a person turned it on for the profile. */
  services: readonly UseSource[];
  inspector: InspectorUses;
  isAskedOf(profile: string): boolean;
  /** Host of the registry that a repository is in. */
  hostOf(repository: RepositoryKey): Promise<string>;
  /** Epoch milliseconds. */
  now(): number;
  after(milliseconds: number, then: () => void): () => void;
  withinMs?: number;
}

interface Looked {
  used: UsedImage[];
  unasked: UnaskedUse[];
}

/** Who uses images. Nothing of it ever fails for want of a permission or an answer: that is told as `unasked`. */
export class ImageUses {
  readonly #ports: ImageUsesPorts;
  readonly #kept = new Map<string, { at: number; looked: Promise<Looked> }>();

  constructor(ports: ImageUsesPorts) {
    this.#ports = ports;
  }

  /** Everybody who uses one of the images. Answers within some seconds. @throws AppError `cancelled` when `signal` says so. */
  of(repository: RepositoryKey, images: readonly AskedImage[], signal: AbortSignal): Promise<FoundUses> {
    return this.#ask({ repository, images, isAsked: this.#ports.isAskedOf(repository.profile) }, signal);
  }

  /** The same with the services of AWS, whatever the settings say: somebody asks for them this once. */
  everywhere(repository: RepositoryKey, images: readonly AskedImage[], signal: AbortSignal): Promise<FoundUses> {
    return this.#ask({ repository, images, isAsked: true }, signal);
  }

  /** Answers the window. */
  query({ images, everywhere, ...repository }: UseQuery, signal: AbortSignal): Promise<FoundUses> {
    return everywhere ? this.everywhere(repository, images, signal) : this.of(repository, images, signal);
  }

  async #ask({ repository, images, isAsked }: { repository: RepositoryKey; images: readonly AskedImage[]; isAsked: boolean }, signal: AbortSignal): Promise<FoundUses> {
    if (signal.aborted) throw new AppError('cancelled', 'Cancelled.', { hint: 'Ask again when you like.' });
    const { local, services } = this.#ports;
    const host = await this.#ports.hostOf(repository);
    const looking = [this.#look(local, repository), ...(isAsked ? services.map((source) => this.#keptLook(source, repository)) : [])];
    const inspected = isAsked ? this.#inspect(repository, images) : { uses: [], unasked: [] };
    const looked = await orCancelled(Promise.all(looking), signal);
    const said = await orCancelled(Promise.resolve(inspected), signal);
    const off = isAsked ? [] : services.map(({ by, name }): UnaskedUse => ({ by, why: `${name} is not asked for profile ${repository.profile}: turn on “Look for images in use” in its settings.` }));
    return {
      uses: [...matchUses({ host, name: repository.name, images }, looked.flatMap(({ used }) => used)), ...said.uses],
      unasked: [...looked.flatMap(({ unasked }) => unasked), ...said.unasked, ...off],
    };
  }

  /** Asks again next time: settings or credentials changed. */
  forget(): void {
    this.#kept.clear();
  }

  #keptLook(source: UseSource, scope: EcrScope): Promise<Looked> {
    const key = `${source.by} ${scope.profile} ${scope.region}`;
    const known = this.#kept.get(key);
    if (known !== undefined && this.#ports.now() - known.at < KEEP_MS) return known.looked;
    const looked = this.#look(source, scope);
    this.#kept.set(key, { at: this.#ports.now(), looked });
    // A service that could not be asked may be a moment later.
    void looked.then(({ unasked }) => {
      if (unasked.length > 0 && this.#kept.get(key)?.looked === looked) this.#kept.delete(key);
    });
    return looked;
  }

  async #look(source: UseSource, scope: EcrScope): Promise<Looked> {
    const used: UsedImage[] = [];
    const unasked: UnaskedUse[] = [];
    const found = { used: (image: UsedImage) => void used.push(image), unasked: (why: string) => void unasked.push({ by: source.by, why }) };
    await this.#inTime(async (stop) => {
      try {
        await source.look(scope, found, stop);
      } catch (thrown) {
        throw classifyAwsError(thrown, { profile: scope.profile, region: scope.region, operation: operationOf(thrown), service: source.by });
      }
    }).catch((thrown: unknown) => found.unasked(whyNot(source.name, thrown)));
    return { used: [...used], unasked: [...unasked] };
  }

  async #inspect(repository: RepositoryKey, images: readonly AskedImage[]): Promise<FoundUses> {
    try {
      return await this.#inTime((stop) => this.#ports.inspector.of(repository, images, stop));
    } catch (thrown) {
      return { uses: [], unasked: [{ by: 'inspector', why: whyNot('Amazon Inspector', thrown) }] };
    }
  }

  /** @throws AppError `timeout` when the seconds there are have passed; the work is told to stop, and not waited for. */
  #inTime<T>(work: (stop: AbortSignal) => Promise<T>): Promise<T> {
    const stop = new AbortController();
    return new Promise((resolve, reject) => {
      const cancel = this.#ports.after(this.#ports.withinMs ?? WITHIN_MS, () => {
        reject(new AppError('timeout', 'It did not answer in time.'));
        stop.abort();
      });
      void work(stop.signal).then(resolve, reject).finally(cancel);
    });
  }
}

const whyNot = (name: string, thrown: unknown): string =>
  `${name} could not be asked${thrown instanceof AppError ? `: ${thrown.message}` : '.'}`;

/** The SDK names the operation of a failed call in no field; a sentence without it does. */
const operationOf = (thrown: unknown): string => (thrown instanceof Error && /perform: [a-z0-9-]+:(\w+)/i.exec(thrown.message)?.[1]) || 'the list of what runs';

function orCancelled<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const abort = (): void => reject(new AppError('cancelled', 'Cancelled.', { hint: 'Ask again when you like.' }));
    signal.addEventListener('abort', abort, { once: true });
    if (signal.aborted) abort();
    void work.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort));
  });
}
