import type { Command } from 'commander';
import { commands } from '../../../shared/ipc/contract';
import type { Image } from '../../../shared/model/image';
import { ecrInventory } from '../../inventory/ecr-inventory';
import { ImageLists } from '../../inventory/image-lists';
import { queryImages } from '../../inventory/image-query';
import type { Action } from '../command-run';
import { repositoryKey } from '../arguments/repository-argument';
import { saySearchProblems } from '../output/search-problems';
import { dateWords, digestWords, sizeWords } from '../output/words';

/** `berth images`: the images of a repository, newest first. */
export function addImages(program: Command, action: Action): void {
  program
    .command('images <repo>')
    .description('list the images of a repository (NAME, or HOST/NAME)')
    .option('--search <text>', 'words of tags, digest and platforms, and filters: tag:v1* pushed:<30d size:>1gb untagged')
    .action(
      action<[string], { search?: string }>(async (run, text) => {
        const { services, out } = run;
        const key = await repositoryKey(text, run);
        const lists = new ImageLists(ecrInventory(services.clients, services.fetchBytes));
        await lists.fillPlatforms(key, await lists.images(key, false));
        const images = await lists.images(key, false);
        const query = commands['image.query'].input.parse({ ...key, search: run.options.search ?? '' });
        saySearchProblems(query.search, out);
        out.list(
          underTheirIndexes(queryImages(images, { ...query, limit: images.length }, Date.now()).rows),
          [
            {
              title: 'TAGS',
              of: ({ tags, childOf }) => tags.join(', ') || (childOf === undefined ? '–' : '  └'),
            },
            { title: 'DIGEST', of: ({ digest }) => digestWords(digest) },
            { title: 'SIZE', of: ({ sizeBytes }) => sizeWords(sizeBytes), align: 'right' },
            { title: 'PUSHED (UTC)', of: ({ pushedAt }) => dateWords(pushedAt) },
            { title: 'PLATFORMS', of: ({ platforms = [] }) => platforms.join(', ') },
          ],
          'No images.',
        );
      }),
    );
}

/** The same images with the children right below their index, by platform, where that is in the list too. */
function underTheirIndexes(images: readonly Image[]): Image[] {
  const listed = new Set(images.map(({ digest }) => digest));
  const isChild = ({ childOf }: Image): boolean => childOf !== undefined && listed.has(childOf);
  const children = new Map<string, Image[]>();
  const platform = ({ platforms = [] }: Image): string => platforms.join(' ');
  const sorted = images.filter(isChild).sort((a, b) => (platform(a) < platform(b) ? -1 : 1));
  for (const image of sorted) {
    const index = image.childOf ?? '';
    children.set(index, [...(children.get(index) ?? []), image]);
  }
  return images
    .filter((image) => !isChild(image))
    .flatMap((image) => [image, ...(children.get(image.digest) ?? [])]);
}
