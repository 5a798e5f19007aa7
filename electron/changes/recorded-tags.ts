import { AppError } from '../../shared/errors';
import type { Activity } from '../../shared/model/changes/activity';
import type { ComposeIndex, RemoveTag, SetTag, TagChanged } from '../../shared/model/moving/tags';
import type { EcrClients } from '../ecr/ports';
import { storedImages } from '../ecr/tags/stored-images';
import type { Tags } from '../ecr/tags/tags';
import type { Changes } from './changes';
import { undoneBy } from './undo/undo-recipe';

/** Work on tags that lands in the activity log; otherwise as `Tags`. */
export class RecordedTags {
  readonly #tags: Pick<Tags, 'set' | 'composeIndex'>;
  readonly #changes: Changes;
  readonly #clients: EcrClients;

  constructor({ tags, changes, clients }: { tags: Pick<Tags, 'set' | 'composeIndex'>; changes: Changes; clients: EcrClients }) {
    this.#tags = tags;
    this.#changes = changes;
    this.#clients = clients;
  }

  /** @throws AppError as `Tags.set`. */
  async set(input: SetTag): Promise<TagChanged> {
    const changed = await this.#tags.set(input);
    const { repository, tag } = input;
    const { previousDigest } = changed;
    if (previousDigest !== input.digest)
      await this.#changes.record(
        { kind: 'set-tag', ...input },
        undefined,
        previousDigest === undefined ? undoneBy({ kind: 'remove-tag', repository, tag, deleteImage: false }) : undoneBy({ kind: 'set-tag', repository, digest: previousDigest, tag, move: true }),
      );
    return changed;
  }

  /** @throws AppError `protected`, or as `removeTag`. */
  async remove(input: RemoveTag & { typed?: string | undefined }): Promise<TagChanged> {
    const { typed, ...change } = input;
    const digest = (await storedImages(this.#clients, input.repository, [input.tag])).get(input.tag)?.digest;
    const activity = await this.#changes.apply({ kind: 'remove-tag', ...change }, { signal: new AbortController().signal, typed });
    throwIfFailed(activity);
    return digest === undefined ? {} : { previousDigest: digest };
  }

  /** @throws AppError as `Tags.composeIndex`. */
  async composeIndex(input: ComposeIndex): Promise<TagChanged & { digest: string }> {
    const made = await this.#tags.composeIndex(input);
    const { repository, tag } = input;
    const { previousDigest, digest } = made;
    if (previousDigest !== digest)
      await this.#changes.record(
        { kind: 'compose-index', ...input },
        undefined,
        previousDigest === undefined ? undoneBy({ kind: 'remove-tag', repository, tag, deleteImage: true }) : undoneBy({ kind: 'set-tag', repository, digest: previousDigest, tag, move: true }),
      );
    return made;
  }
}

/** @throws AppError what the first part failed with, when the change did not go well. */
export function throwIfFailed({ error, items }: Activity): void {
  const wire = error ?? items.find(({ result }) => result === 'failed')?.error;
  if (wire !== undefined) throw AppError.fromWire(wire);
}
