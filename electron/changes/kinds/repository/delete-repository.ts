import { DeleteRepositoryCommand } from '@aws-sdk/client-ecr';
import { DeleteRepositoryCommand as DeletePublicRepositoryCommand, paginateDescribeImages } from '@aws-sdk/client-ecr-public';
import { AppError } from '../../../../shared/errors';
import type { ChangeOf } from '../../../../shared/model/changes/change';
import { asEcrError, callEcr } from '../../../ecr/call-ecr';
import { callEcrPublic } from '../../../ecr/public/call-ecr-public';
import type { ChangeWork, KindOfChange } from '../../change-work';
import { heldImages } from '../../read/held-images';
import { settingsOf } from '../../read/settings-of';
import { undoneBy } from '../../undo/undo-recipe';

type DeleteRepository = ChangeOf<'delete-repository'>;

const LATELY_MS = 30 * 24 * 60 * 60 * 1000;
const SETTINGS_ONLY = 'Undo makes it again with its settings; its images do not come back, their layers go with the repository.';

const count = (images: number): string => `${images} image${images === 1 ? '' : 's'}`;

/** A whole repository; with images only where that is forced. */
export const deleteRepository: KindOfChange<DeleteRepository> = {
  title: ({ repository }) => `Delete the repository ${repository.name}`,
  takesAway: () => true,

  async look({ repository, force }, work) {
    const [facts, images] = [await work.facts(), await imagesIn(repository, work)];
    const { unread } = await settingsOf(work.ports.clients, repository);
    if (images.length > 0 && !force) throw new AppError('repository-not-empty', `The repository ${repository.name} still has ${count(images.length)}.`, { hint: 'Delete its images first, or agree that they go with it.' });
    const { uses, unasked } = images.length === 0 ? { uses: [], unasked: [] } : await work.ports.uses.of(repository, images, work.signal);
    const tags = images.flatMap((image) => image.tags);
    const lately = images.filter(({ lastPulledAt = 0 }) => Date.now() - lastPulledAt < LATELY_MS).length;
    return {
      effects: [
        `${repository.name} is gone, with its settings and policies.`,
        ...(images.length > 0 ? [`${count(images.length)} with ${tags.length} ${tags.length === 1 ? 'tag' : 'tags'} go with it, for good${tags.length > 0 ? `: ${tags.slice(0, 8).join(', ')}${tags.length > 8 ? ' …' : ''}` : ''}.`] : []),
      ],
      warnings: [
        ...(uses.some(({ running }) => running) ? [{ text: 'Some of its images are running right now: they cannot be pulled again afterwards.', serious: true }] : []),
        ...(lately > 0 ? [{ text: `${count(lately)} ${lately === 1 ? 'was' : 'were'} pulled in the last 30 days.`, serious: true }] : []),
        ...(unread.length > 0 ? [{ text: `Its ${unread.join(' and ')} cannot be read, and would not come back with Undo.`, serious: false }] : []),
      ],
      uses,
      unasked,
      undo: images.length === 0 ? { possible: true } : { possible: true, note: SETTINGS_ONLY },
      facts,
    };
  },

  async make({ repository, force }, work) {
    const { clients, lists } = work.ports;
    const facts = await work.facts();
    const { settings, unread } = await settingsOf(clients, repository);
    const hadImages = force && (await imagesIn(repository, work)).length > 0;
    if (repository.registry === 'public') await callEcrPublic(clients, { key: repository, operation: 'DeleteRepository' }, (client) => client.send(new DeletePublicRepositoryCommand({ repositoryName: repository.name, force })));
    else await callEcr(clients, { ...repository, repository: repository.name, operation: 'DeleteRepository' }, (client) => client.send(new DeleteRepositoryCommand({ repositoryName: repository.name, force })));
    work.tell({ what: repository.name, result: 'done' });
    lists.remove(repository);
    const note = [...(hadImages ? [SETTINGS_ONLY] : []), ...(unread.length > 0 ? [`Its ${unread.join(' and ')} could not be read.`] : [])].join(' ');
    return { facts, undo: { ...undoneBy(settings), ...(note !== '' && { note }) } };
  },
};

interface Inside {
  digest: string;
  tags: string[];
  lastPulledAt?: number;
}

async function imagesIn(repository: DeleteRepository['repository'], work: ChangeWork): Promise<Inside[]> {
  if (repository.registry !== 'public') return heldImages(work.ports.clients, repository, work.signal);
  const images: Inside[] = [];
  try {
    const client = await work.ports.clients.ecrPublic(repository.profile);
    for await (const { imageDetails = [] } of paginateDescribeImages({ client, pageSize: 1000, stopOnSameToken: true }, { repositoryName: repository.name }, { abortSignal: work.signal }))
      images.push(...imageDetails.map(({ imageDigest: digest = '', imageTags: tags = [] }) => ({ digest, tags })));
  } catch (thrown) {
    throw asEcrError(thrown, { ...repository, repository: repository.name, operation: 'DescribeImages' });
  }
  return images;
}
