import { AppError } from '../../shared/errors';
import type { Activity } from '../../shared/model/changes/activity';
import type { ChangeOf } from '../../shared/model/changes/change';
import type { ComposeIndex, RemoveTag, SetTag, TagChanged } from '../../shared/model/moving/tags';
import type { RepositoryKey } from '../../shared/model/repository';
import type { EcrClients } from '../ecr/ports';
import { storedImage, storedImages } from '../ecr/tags/stored-images';
import type { Changes } from './changes';

/** Work on tags as changes: it lands in the activity log, also where it fails. */
export class RecordedTags {
  readonly #changes: Changes;
  readonly #clients: EcrClients;

  constructor({ changes, clients }: { changes: Changes; clients: EcrClients }) {
    this.#changes = changes;
    this.#clients = clients;
  }

  /** @throws AppError as `Tags.set`. */
  async set(input: SetTag): Promise<TagChanged> {
    const holder = await this.#holder(input.repository, input.tag);
    return holder === input.digest ? { previousDigest: holder } : this.#made({ kind: 'set-tag', ...input }, { holder });
  }

  /** @throws AppError `protected`, or as `removeTag`. */
  async remove(input: RemoveTag & { typed?: string | undefined }): Promise<TagChanged> {
    const { typed, ...change } = input;
    return this.#made({ kind: 'remove-tag', ...change }, { holder: await this.#holder(input.repository, input.tag), typed });
  }

  /** @throws AppError as `Tags.composeIndex`. */
  async composeIndex(input: ComposeIndex): Promise<TagChanged & { digest: string }> {
    const made = await this.#made({ kind: 'compose-index', ...input }, { holder: await this.#holder(input.repository, input.tag) });
    return { ...made, digest: (await storedImage(this.#clients, input.repository, input.tag)).digest };
  }

  async #holder(repository: RepositoryKey, tag: string): Promise<string | undefined> {
    return (await storedImages(this.#clients, repository, [tag])).get(tag)?.digest;
  }

  async #made(change: ChangeOf<'set-tag' | 'remove-tag' | 'compose-index'>, { holder, typed }: { holder: string | undefined; typed?: string | undefined }): Promise<TagChanged> {
    const activity = await this.#changes.apply(change, { signal: new AbortController().signal, typed });
    throwIfFailed(activity);
    return { activity: activity.id, ...(holder !== undefined && { previousDigest: holder }) };
  }
}

/** @throws AppError what the first part failed with, when the change did not go well. */
export function throwIfFailed({ error, items }: Activity): void {
  const wire = error ?? items.find(({ result }) => result === 'failed')?.error;
  if (wire !== undefined) throw AppError.fromWire(wire);
}
