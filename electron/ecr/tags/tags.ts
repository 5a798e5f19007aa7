import { isDigest, tagProblem } from '../../../shared/ecr/names';
import { AppError } from '../../../shared/errors';
import type { RepositoryKey } from '../../../shared/model/repository';
import type { ComposeIndex, RemoveTag, SetTag, TagChanged } from '../../../shared/model/moving/tags';
import type { FetchBytes } from '../images/read-config';
import type { EcrClients } from '../ports';
import { composeIndex } from './compose-index';
import { indexChildren } from './index-children';
import { putTag } from './put-tag';
import { removeTag } from './remove-tag';
import { noImage, storedImages } from './stored-images';

export interface TagsPorts {
  clients: EcrClients;
  fetchBytes: FetchBytes;
  /** Lists that show the repository are out of date. */
  changed(repository: RepositoryKey): void;
}

/**
 * Tags and indexes of a repository, changed without pulling anything. It all goes through ECR's API, not the registry's `/v2`:
 * PutImage refuses a manifest whose digest is not the one told, errors come by name (an immutable tag, an image that is referred
 * to), and no token for Docker is needed. The rights are those of AWS's own recipe: BatchGetImage and PutImage. Every method fails
 * with an AppError.
 */
export class Tags {
  readonly #ports: TagsPorts;

  constructor(ports: TagsPorts) {
    this.#ports = ports;
  }

  /**
   * Gives an image one more tag, or moves a tag to it; its digest stays. Answers which image had the tag before (the same one
   * where nothing was to do).
   * @throws AppError `tag-taken` when another image has the tag and `move` is false, `tag-immutable`, `image-not-found`.
   */
  async set({ repository, digest, tag, move }: SetTag): Promise<TagChanged> {
    checked(tag);
    if (!isDigest(digest)) throw new AppError('invalid-input', `“${digest.slice(0, 100)}” is no digest.`, { hint: 'A digest is sha256: and 64 hex digits.' });
    const { clients } = this.#ports;
    const found = await storedImages(clients, repository, [digest, tag]);
    const holder = found.get(tag)?.digest;
    await putTag(clients, repository, { image: found.get(digest) ?? noImage(repository, digest), tag, holder, move });
    return this.#done(repository, holder);
  }

  /** Takes a tag away; see `remove-tag.ts`. */
  async remove(input: RemoveTag): Promise<TagChanged> {
    checked(input.tag);
    const previous = await removeTag(this.#ports.clients, input);
    return this.#done(input.repository, previous);
  }

  /** Makes an index of images of the repository, under a tag; see `compose-index.ts`. */
  async composeIndex({ repository, tag, children, annotations, move }: ComposeIndex): Promise<TagChanged & { digest: string }> {
    checked(tag);
    const { clients, fetchBytes } = this.#ports;
    const parts = await indexChildren({ clients, fetchBytes }, repository, children);
    const image = composeIndex(parts, annotations);
    const holder = (await storedImages(clients, repository, [tag])).get(tag)?.digest;
    await putTag(clients, repository, { image, tag, holder, move });
    return { ...this.#done(repository, holder), digest: image.digest };
  }

  #done(repository: RepositoryKey, holder: string | undefined): TagChanged {
    this.#ports.changed(repository);
    return holder === undefined ? {} : { previousDigest: holder };
  }
}

function checked(tag: string): void {
  const problem = tagProblem(tag);
  if (problem !== undefined) throw new AppError('invalid-input', problem, { hint: 'Choose another tag.' });
}
