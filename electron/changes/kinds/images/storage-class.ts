import { UpdateImageStorageClassCommand } from '@aws-sdk/client-ecr';
import type { ChangeOf } from '../../../../shared/model/changes/change';
import { callEcr } from '../../../ecr/call-ecr';
import type { ChangeWork, KindOfChange } from '../../change-work';
import { heldImages } from '../../read/held-images';
import { undoneBy } from '../../undo/undo-recipe';
import { onlyPrivate } from './set-tag';

type Storage = ChangeOf<'archive-images' | 'restore-images'>;

const DAY = 24 * 60 * 60 * 1000;
const MINIMUM_DAYS = 90;
/** Storage is changed one image a call; this many at a time. */
const PARALLEL = 4;

const count = (images: number): string => `${images} image${images === 1 ? '' : 's'}`;
const nameOf = ({ digest, tags }: Storage['images'][number]): string => tags[0] ?? digest.slice(0, 19);
const titleOf = (verb: string, { repository, images }: Storage): string =>
  images.length === 1 && images[0] !== undefined ? `${verb} ${repository.name}:${nameOf(images[0])}` : `${verb} ${count(images.length)} of ${repository.name}`;

/** To archive storage. */
export const archiveImages: KindOfChange<ChangeOf<'archive-images'>> = {
  title: (change) => titleOf('Archive', change),
  takesAway: () => true,
  async look(change, work) {
    const { going, facts } = await concerned(change, work);
    const { uses, unasked } = await work.ports.uses.of(change.repository, change.images, work.signal);
    return {
      effects: going.length === 0 ? [] : [`${count(going.length)} ${going.length === 1 ? 'goes' : 'go'} to archive storage: kept, and not to be pulled until restored.`],
      warnings: [
        { text: 'ECR charges archive storage for 90 days at least, and each gigabyte that is restored.', serious: false },
        ...(uses.some(({ running }) => running) ? [{ text: 'Some of them are running right now: a restart elsewhere could not pull them.', serious: true }] : []),
      ],
      uses,
      unasked,
      undo: { possible: true, note: 'Restoring takes minutes and is charged by the gigabyte.' },
      facts,
    };
  },
  make: (change, work) => move(change, work),
};

/** Back to standard storage. */
export const restoreImages: KindOfChange<ChangeOf<'restore-images'>> = {
  title: (change) => titleOf('Restore', change),
  async look(change, work) {
    const { going, facts } = await concerned(change, work);
    const early = going.filter(({ archivedAt = 0 }) => Date.now() - archivedAt < MINIMUM_DAYS * DAY);
    const gigabytes = going.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0) / 1e9;
    return {
      effects: going.length === 0 ? [] : [`${count(going.length)} ${going.length === 1 ? 'comes' : 'come'} back to standard storage within about 20 minutes, and can be pulled then.`],
      warnings: [
        ...(going.length > 0 ? [{ text: `Restoring is charged by the gigabyte: ${gigabytes < 0.1 ? 'less than 0.1' : gigabytes.toFixed(1)} GB here.`, serious: false }] : []),
        ...(early.length > 0 ? [{ text: `${count(early.length)} went to the archive less than 90 days ago: the rest of the 90 days is charged all the same.`, serious: false }] : []),
      ],
      undo: { possible: true },
      facts,
    };
  },
  make: (change, work) => move(change, work),
};

/** Those that are not where they should be yet. */
async function concerned(change: Storage, work: ChangeWork) {
  onlyPrivate(change.repository);
  const held = new Map((await heldImages(work.ports.clients, change.repository, work.signal)).map((image) => [image.digest, image]));
  const isThere = ({ digest }: { digest: string }): boolean => (held.get(digest)?.archivedAt !== undefined) === (change.kind === 'archive-images');
  return { going: change.images.flatMap((image) => (isThere(image) ? [] : (held.get(image.digest) ?? []))), settled: change.images.filter((image) => held.has(image.digest) && isThere(image)), facts: await work.facts() };
}

async function move(change: Storage, work: ChangeWork) {
  const { repository, kind, images } = change;
  const { settled, facts } = await concerned(change, work);
  const done: Storage['images'] = [];
  const undo = () => (done.length === 0 ? {} : { undo: undoneBy({ kind: kind === 'archive-images' ? 'restore-images' : 'archive-images', repository, images: [...done] }) });
  for (const image of settled) work.tell({ what: nameOf(image), result: 'unchanged' });
  const waiting = images.filter((image) => !settled.includes(image));
  const walk = async (): Promise<void> => {
    for (let image = waiting.shift(); image !== undefined; image = waiting.shift()) {
      const { digest } = image;
      const input = { repositoryName: repository.name, imageId: { imageDigest: digest }, targetStorageClass: kind === 'archive-images' ? ('ARCHIVE' as const) : ('STANDARD' as const) };
      const moved = await work.part(nameOf(image), () =>
        callEcr(work.ports.clients, { ...repository, repository: repository.name, operation: 'UpdateImageStorageClass' }, (client) => client.send(new UpdateImageStorageClassCommand(input))),
      );
      if (moved) done.push(image);
    }
  };
  try {
    await Promise.all(Array.from({ length: PARALLEL }, walk));
  } finally {
    work.keep({ facts, ...undo() });
    work.ports.lists.forget(repository);
  }
}
