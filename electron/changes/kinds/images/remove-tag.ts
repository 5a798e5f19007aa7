import type { ChangeOf } from '../../../../shared/model/changes/change';
import { deletePublicImages } from '../../../ecr/public/delete-images';
import { lastTag } from '../../../ecr/tags/remove-tag';
import { storedImages } from '../../../ecr/tags/stored-images';
import type { ChangeWork, KindOfChange } from '../../change-work';
import { otherTags } from '../../read/other-tags';
import { undoneBy } from '../../undo/undo-recipe';
import { tagsOf } from './set-tag';

type RemoveTag = ChangeOf<'remove-tag'>;

/** A tag taken away; the last one takes the image along, where that was agreed to. */
export const removeTag: KindOfChange<RemoveTag> = {
  title: ({ repository, tag }) => `Remove the tag ${tag} of ${repository.name}`,
  takesAway: () => true,

  async look(change, work) {
    const { repository, tag, deleteImage } = change;
    if (repository.registry === 'public')
      return { effects: [`${tag} is gone.`], warnings: [{ text: 'If it is the only tag of its image, the image goes too.', serious: true }], undo: { possible: false, note: 'ECR Public does not hand out manifests.' }, facts: await work.facts() };
    const { digest, others } = await otherTags(work.ports.clients, repository, tag);
    const isLast = others.length === 0;
    if (isLast && !deleteImage) throw lastTag(repository.name, tag, digest);
    const { uses, unasked } = await work.ports.uses.of(repository, [{ digest, tags: [tag] }], work.signal);
    return {
      effects: isLast ? [`${tag} is gone, and with its last tag the image ${digest.slice(7, 19)}.`] : [`${tag} is gone; the image stays as ${others.slice(0, 5).join(', ')}.`],
      warnings: [
        ...(isLast ? [{ text: `${tag} is the only tag of its image: ECR deletes the image with it.`, serious: true }] : []),
        ...(uses.some(({ running }) => running) ? [{ text: 'It is running somewhere right now.', serious: true }] : []),
      ],
      uses,
      unasked,
      undo: { possible: true, ...(isLast && { note: 'The image can be put back as long as ECR keeps its layers.' }) },
      facts: await work.facts(),
    };
  },

  async make(change, work) {
    const { repository, tag, deleteImage } = change;
    const what = `Tag ${tag}`;
    if (repository.registry === 'public') {
      await work.part(what, async () => {
        const [failure] = await deletePublicImages(work.ports.clients, repository, [{ imageTag: tag }]);
        if (failure !== undefined) throw failure.error;
      });
      work.ports.lists.forget(repository);
      return { facts: await work.facts(), undoNote: 'ECR Public does not hand out manifests.' };
    }
    const { digest, others } = await otherTags(work.ports.clients, repository, tag);
    work.keep({ facts: await work.facts(), undo: undoneBy({ kind: 'set-tag', repository, digest, tag, move: false }) });
    if (others.length === 0 && deleteImage) await keepImage(change, work, digest);
    await work.begin();
    await tagsOf(work).remove({ repository, tag, deleteImage });
    work.tell({ what, result: 'done' });
  },
};

/** The image goes with the tag: its manifest is kept before. */
async function keepImage({ repository, tag }: RemoveTag, work: ChangeWork, digest: string): Promise<void> {
  const image = (await storedImages(work.ports.clients, repository, [digest])).get(digest);
  if (image === undefined) return;
  const backup = await work.ports.backups.keep(repository, [{ digest, mediaType: image.mediaType, manifest: image.text, tags: [tag] }]);
  work.keep({ undo: { changes: [], putBack: { repository, backup, except: [] }, note: 'As long as ECR keeps its layers.' } });
}
