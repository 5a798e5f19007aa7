import { AppError } from '../../../../shared/errors';
import { tagProblem } from '../../../../shared/ecr/names';
import type { ChangeOf } from '../../../../shared/model/changes/change';
import { composeIndex as indexOf } from '../../../ecr/tags/compose-index';
import { indexChildren } from '../../../ecr/tags/index-children';
import { storedImages } from '../../../ecr/tags/stored-images';
import type { ChangeWork, KindOfChange } from '../../change-work';
import { undoneBy } from '../../undo/undo-recipe';
import { onlyPrivate, refuseHeld, tagsOf, takenFrom } from './set-tag';

type ComposeIndex = ChangeOf<'compose-index'>;

/** A multi-platform index of images that are there. */
export const composeIndex: KindOfChange<ComposeIndex> = {
  title: ({ repository, tag, children }) => `Compose ${repository.name}:${tag} of ${children.length} images`,

  async look(change, work) {
    const problem = tagProblem(change.tag);
    if (problem !== undefined) throw new AppError('invalid-input', problem, { hint: 'Choose another tag.' });
    onlyPrivate(change.repository);
    const { text, digest } = await composed(change, work);
    const holder = (await storedImages(work.ports.clients, change.repository, [change.tag])).get(change.tag)?.digest;
    if (holder !== undefined && holder !== digest) await refuseHeld(change, holder, work);
    return {
      effects: holder === digest ? [] : [`${change.tag} names a new index of ${change.children.length} images, ${digest.slice(7, 19)}${holder === undefined ? '' : `, no longer ${holder.slice(7, 19)}`}.`],
      warnings: holder === undefined || holder === digest ? [] : await takenFrom(holder, change, work),
      undo: { possible: true },
      facts: { ...(await work.facts()), manifest: text },
    };
  },

  async make(change, work) {
    const { kind: _kind, repository, ...input } = change;
    onlyPrivate(repository);
    const { previousDigest, digest } = await tagsOf(work).composeIndex({ repository, ...input });
    work.tell({ what: `Index ${change.tag} (${digest.slice(7, 19)})`, result: previousDigest === digest ? 'unchanged' : 'done' });
    const { tag } = change;
    const undo =
      previousDigest === undefined
        ? undoneBy({ kind: 'remove-tag', repository, tag, deleteImage: true })
        : undoneBy({ kind: 'set-tag', repository, digest: previousDigest, tag, move: true });
    const manifest = await composed(change, work).then(({ text }) => text, () => undefined);
    return { facts: { ...(await work.facts().catch(() => ({}))), ...(manifest !== undefined && { manifest }) }, undo };
  },
};

const composed = async ({ repository, children, annotations }: ComposeIndex, { ports: { clients, fetchBytes } }: ChangeWork) =>
  indexOf(await indexChildren({ clients, fetchBytes }, repository, children), annotations);
