import { untrack } from 'svelte';
import type { AppError } from '../../../shared/errors';
import { toAppError } from '../../../shared/errors';
import type {
  Artifact,
  ImageDetail,
  ImageRepository,
  RawContent,
  Referrers,
} from '../../../shared/model/image-detail';
import type { FoundUses } from '../../../shared/model/image-use';
import type { BerthClient } from '../../bridge/berth-client';
import type { ImagePlace } from '../../state/workspace.svelte';
import { Asked } from './asked.svelte';
import { leaves } from './image-words';

/** What an image's page knows so far: the details at once, the rest when a part wants it. */
export class ImageView {
  readonly repository: ImageRepository;
  readonly #client: BerthClient;
  readonly #image: ImagePlace;
  #detail = $state.raw<ImageDetail>();
  #failure = $state.raw<AppError>();
  #busy = $state(false);
  #chosen = $state<string>();
  #reading = $state<string>();
  #generation = 0;
  readonly referrers = new Asked<Referrers>();
  readonly artifact = new Asked<Artifact>();
  readonly raw = new Asked<RawContent>();
  readonly uses = new Asked<FoundUses>();
  #everybody = $state(false);

  constructor(client: BerthClient, image: ImagePlace) {
    this.#client = client;
    this.#image = image;
    const { profile, region, name, registry, uri } = image.repository;
    this.repository = { profile, region, name, uri, ...(registry !== undefined && { registry }) };
  }

  get detail(): ImageDetail | undefined {
    return this.#detail;
  }
  get failure(): AppError | undefined {
    return this.#failure;
  }
  get busy(): boolean {
    return this.#busy;
  }
  /** Digest of the image that is looked at: the chosen one of an index, or the image itself. */
  get platformDigest(): string | undefined {
    return this.#chosen ?? this.#detail?.shown?.digest;
  }

  /** Asks for the details; an answer to an outdated question is dropped. */
  async load(): Promise<void> {
    const generation = ++this.#generation;
    this.#busy = true;
    try {
      const detail = await this.#client.invoke('image.show', {
        repository: this.repository,
        image: this.#image.digest,
        ...(this.#chosen !== undefined && { platform: this.#chosen }),
      });
      if (generation !== this.#generation) return;
      this.#detail = detail;
      this.#failure = undefined;
    } catch (thrown) {
      if (generation === this.#generation) this.#failure = toAppError(thrown);
    } finally {
      if (generation === this.#generation) this.#busy = false;
    }
  }

  /** Looks at another image of the index. */
  choose(digest: string): Promise<void> {
    this.#chosen = digest;
    return this.load();
  }

  /** What refers to the image and to the chosen one of its platforms. */
  askReferrers(): Promise<void> {
    const own = this.#image.digest;
    const chosen = this.platformDigest ?? own;
    const digests = chosen === own ? [own] : [own, chosen];
    return this.referrers.ask(digests.join(' '), () =>
      this.#client.invoke('image.referrers', { repository: this.repository, digests }),
    );
  }

  /** Digest of the artifact that is open to be read. */
  get reading(): string | undefined {
    return this.#reading;
  }
  read(digest: string | undefined): void {
    this.#reading = digest;
    if (digest !== undefined) void this.askArtifact(digest);
  }

  askArtifact(digest: string): Promise<void> {
    return this.artifact.ask(digest, () =>
      this.#client.invoke('image.artifact', { repository: this.repository, digest }),
    );
  }

  askRaw(digest: string, part: 'manifest' | 'config'): Promise<void> {
    return this.raw.ask(`${part} ${digest}`, () =>
      this.#client.invoke('image.raw', { repository: this.repository, digest, part }),
    );
  }

  /** Whether the services of AWS were asked, too, for once. */
  get isEverybodyAsked(): boolean {
    return this.#everybody;
  }
  /** Who uses the image, by its tags or pinned to it or to one of its platforms. */
  askUses(everywhere = untrack(() => this.#everybody)): Promise<void> {
    this.#everybody = everywhere;
    const { profile, region, name, registry } = this.repository;
    const parts = leaves(this.#detail?.platforms ?? []).map(({ digest }) => ({ digest, tags: [] }));
    const own = { digest: this.#image.digest, tags: this.#detail?.facts?.tags ?? [] };
    return this.uses.ask(`${own.digest} ${everywhere}`, () =>
      this.#client.invoke('use.query', {
        profile,
        region,
        name,
        ...(registry !== undefined && { registry }),
        images: [own, ...parts],
        everywhere,
      }),
    );
  }
}
