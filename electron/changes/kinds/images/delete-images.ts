import { toAppError, toWireError, type AppError } from '../../../../shared/errors';
import { batched } from '../../../../shared/ecr/aws-cli/image-lines';
import type { ChangeOf } from '../../../../shared/model/changes/change';
import { deleteImageBatch } from '../../../ecr/images/delete-images';
import { deletePublicImages } from '../../../ecr/public/delete-images';
import { storedImages, type StoredImage } from '../../../ecr/tags/stored-images';
import type { ChangeWork, KindOfChange } from '../../change-work';
import { isIndexType, planDeletion, type DeletionPlan } from '../../read/deletion-plan';
import { heldImages, type HeldImage } from '../../read/held-images';

type DeleteImages = ChangeOf<'delete-images'>;

const LATELY_MS = 30 * 24 * 60 * 60 * 1000;
const UNDO_NOTE = 'The images can be put back as long as ECR keeps their layers.';
const PUBLIC_NOTE = 'ECR Public does not hand out manifests: what is deleted there cannot be put back.';

const count = (images: number, of = 'image'): string => `${images} ${of}${images === 1 ? '' : 's'}`;
const amount = (bytes: number): string => (bytes < 1e6 ? `${(bytes / 1e3).toFixed(1)} KB` : bytes < 1e9 ? `${(bytes / 1e6).toFixed(1)} MB` : `${(bytes / 1e9).toFixed(1)} GB`);
const nameOf = (image: { digest: string; tags: readonly string[] }): string => (image.tags.length === 0 ? image.digest.slice(0, 19) : `${image.tags.slice(0, 3).join(', ')}${image.tags.length > 3 ? ' …' : ''}`);

/** Whole images; their manifests are kept before, so that they can be put back. */
export const deleteImages: KindOfChange<DeleteImages> = {
  title: ({ repository, images }) => (images.length === 1 && images[0] !== undefined ? `Delete ${repository.name}:${nameOf(images[0])}` : `Delete ${count(images.length)} of ${repository.name}`),
  takesAway: () => true,

  async look(change, work) {
    const { repository } = change;
    const { uses, unasked } = await work.ports.uses.of(repository, change.images, work.signal);
    const facts = await work.facts();
    const inUse = uses.some(({ running }) => running) ? [{ text: 'Some of them are running right now: they cannot be pulled again afterwards.', serious: true }] : [];
    if (repository.registry === 'public')
      return { effects: [`${count(change.images.length)} and all of their tags are gone.`], warnings: inUse, uses, unasked, undo: { possible: false, note: PUBLIC_NOTE }, facts };
    const { going, plan, unreadable } = await decided(change, work);
    const tags = going.flatMap((image) => image.tags);
    const bytes = going.filter(({ mediaType }) => !isIndexType(mediaType)).reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
    return {
      effects: [
        ...(going.length > 0 ? [`${count(going.length)} ${going.length === 1 ? 'is' : 'are'} gone${bytes > 0 ? `, ${amount(bytes)} by ECR’s count` : ''}.`] : []),
        ...(tags.length > 0 ? [`${count(tags.length, 'tag')} ${tags.length === 1 ? 'is' : 'are'} gone with them: ${tags.slice(0, 8).join(', ')}${tags.length > 8 ? ' …' : ''}.`] : []),
        ...(plan.children.length > 0 ? [`${count(plan.children.length)} without a tag of their own, children of these indexes, go too.`] : []),
      ],
      warnings: [...inUse, ...warningsOf(change, { going, plan })],
      uses,
      unasked,
      undo: unreadable === undefined ? { possible: true, note: UNDO_NOTE } : { possible: false, note: `Their manifests cannot be kept: ${unreadable.message}` },
      facts: { ...facts, batches: plan.batches },
    };
  },

  async make(change, work) {
    const { repository } = change;
    const facts = await work.facts();
    if (repository.registry === 'public') return deletePublicly(change, work);
    const { going, plan, unreadable, manifests } = await decided(change, work);
    work.keep({ facts: { ...facts, batches: plan.batches } });
    const there = new Set(going.map(({ digest }) => digest));
    for (const image of change.images) if (!there.has(image.digest)) work.tell({ what: nameOf(image), result: 'unchanged' });
    if (going.length === 0) return;
    const kept = await keep({ change, going, plan, manifests }, work, unreadable);
    const failed: string[] = [];
    const byDigest = new Map(going.map((image) => [image.digest, image]));
    const named = (digest: string): string => nameOf(byDigest.get(digest) ?? { digest, tags: [] });
    const undo = (): void => work.keep(kept.backup === undefined ? { undoNote: kept.note } : { undo: { changes: [], putBack: { repository, backup: kept.backup, except: failed }, note: kept.note } });
    undo();
    await work.begin();
    try {
      for (const [at, digests] of plan.batches.entries()) {
        let gone: Map<string, AppError>;
        try {
          gone = await batchOf(work, repository, digests);
        } catch (thrown) {
          // What was not tried did not go.
          const rest = plan.batches.slice(at).flat();
          failed.push(...rest);
          const error = toAppError(thrown);
          if (error.code !== 'access-denied') throw error;
          // The rest would be denied too: each image says so by itself.
          for (const digest of rest) work.tell({ what: named(digest), result: 'failed', error: toWireError(error) });
          break;
        }
        for (const digest of digests) {
          const error = gone.get(digest);
          if (error !== undefined) failed.push(digest);
          work.tell({ what: named(digest), ...(error === undefined ? { result: 'done' } : { result: 'failed', error: toWireError(error) }) });
        }
      }
    } finally {
      undo();
      work.ports.lists.forget(repository);
    }
  },
};

async function batchOf(work: ChangeWork, repository: DeleteImages['repository'], digests: readonly string[]): Promise<Map<string, AppError>> {
  work.goOn();
  // Its first batch is already on the way: it is waited for, so that what went is known.
  const failures = await deleteImageBatch(work.ports.clients, repository, { digests, signal: new AbortController().signal });
  return new Map(failures.map(({ digest, error }) => [digest, error]));
}

/** What is there of the wanted images, and what goes with them. @throws AppError. */
async function decided(change: DeleteImages, work: ChangeWork) {
  const { repository, children } = change;
  const { clients } = work.ports;
  const images = await heldImages(clients, repository, work.signal);
  const held = new Map(images.map((image) => [image.digest, image]));
  const wanted = [...new Set(change.images.map(({ digest }) => digest))].filter((digest) => held.has(digest));
  let unreadable: AppError | undefined;
  const indexes = images.filter(({ mediaType }) => isIndexType(mediaType)).map(({ digest }) => digest);
  const manifests = await storedImages(clients, repository, indexes).catch((thrown: unknown) => {
    unreadable = toAppError(thrown);
    if (unreadable.code !== 'access-denied') throw unreadable;
    return new Map<string, StoredImage>();
  });
  const plan = planDeletion(wanted, { images, manifests, withChildren: children });
  return { plan, manifests, unreadable, going: plan.batches.flat().flatMap((digest) => held.get(digest) ?? []) };
}

function warningsOf({ images }: DeleteImages, { going, plan }: { going: readonly HeldImage[]; plan: DeletionPlan }) {
  const asked = new Map(images.map(({ digest, tags }) => [digest, new Set(tags)]));
  const more = going.filter(({ digest, tags }) => asked.get(digest) !== undefined && tags.some((tag) => !asked.get(digest)?.has(tag)));
  const lately = going.filter(({ lastPulledAt = 0 }) => Date.now() - lastPulledAt < LATELY_MS);
  const archived = going.filter(({ archivedAt }) => archivedAt !== undefined);
  const missing = images.length - going.length + plan.children.length;
  return [
    ...(more.length > 0 ? [{ text: `${more.map((image) => nameOf(image)).slice(0, 3).join('; ')}: more tags than you saw go with the image.`, serious: true }] : []),
    ...(plan.needed.size > 0 ? [{ text: `${count(plan.needed.size)} belong${plan.needed.size === 1 ? 's' : ''} to a multi-platform index that stays: ECR refuses to delete ${plan.needed.size === 1 ? 'it' : 'them'}.`, serious: true }] : []),
    ...(lately.length > 0 ? [{ text: `${count(lately.length)} ${lately.length === 1 ? 'was' : 'were'} pulled in the last 30 days.`, serious: false }] : []),
    ...(archived.length > 0 ? [{ text: `${count(archived.length)} in the archive: ECR charges for 90 days at least, however early they go.`, serious: false }] : []),
    ...(missing > 0 ? [{ text: `${count(missing)} ${missing === 1 ? 'is' : 'are'} not there any more.`, serious: false }] : []),
  ];
}

/** The manifests of all that goes, children before the indexes that need them. */
async function keep(of: { change: DeleteImages; going: readonly HeldImage[]; plan: DeletionPlan; manifests: ReadonlyMap<string, StoredImage> }, work: ChangeWork, unreadable: AppError | undefined): Promise<{ backup?: string; note: string }> {
  if (unreadable !== undefined) return { note: `The manifests could not be kept: ${unreadable.message}` };
  const { change: { repository }, going, manifests } = of;
  try {
    const rest = await storedImages(work.ports.clients, repository, going.map(({ digest }) => digest).filter((digest) => !manifests.has(digest)));
    const images = [...going].reverse().flatMap(({ digest, tags }) => {
      const image = rest.get(digest) ?? manifests.get(digest);
      return image === undefined ? [] : [{ digest, mediaType: image.mediaType, manifest: image.text, tags }];
    });
    if (images.length === 0) return { note: 'ECR hands out no manifest of them.' };
    const lost = going.length - images.length;
    return { backup: await work.ports.backups.keep(repository, images), note: lost === 0 ? UNDO_NOTE : `${UNDO_NOTE} ${count(lost)} cannot: ECR hands out no manifest.` };
  } catch (thrown) {
    const error = toAppError(thrown);
    // Without a right to read there is no Undo, as the preview said; anything else is a reason to stop before something is lost.
    if (error.code !== 'access-denied' && error.code !== 'quota-exceeded') throw error;
    return { note: `The manifests could not be kept: ${error.message}` };
  }
}

async function deletePublicly({ repository, images }: DeleteImages, work: ChangeWork) {
  for (const batch of batched(images)) {
    work.goOn();
    const failures = new Map((await deletePublicImages(work.ports.clients, repository, batch.map(({ digest }) => ({ imageDigest: digest })))).map(({ digest, error }) => [digest, error]));
    for (const image of batch) {
      const error = failures.get(image.digest);
      work.tell(error === undefined ? { what: nameOf(image), result: 'done' } : { what: nameOf(image), result: 'failed', error: toWireError(error) });
    }
  }
  work.ports.lists.forget(repository);
  return { facts: await work.facts(), undoNote: PUBLIC_NOTE };
}
