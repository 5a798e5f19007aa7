import type { Command } from 'commander';
import { commands } from '../../../shared/ipc/contract';
import { ImageSearch, type FoundImage, type Image } from '../../../shared/model/image';
import type { RepositoryKey } from '../../../shared/model/repository';
import { listImages } from '../../ecr/images/list-images';
import { ecrInventory } from '../../inventory/ecr-inventory';
import { RepositoryImageLists } from '../../inventory/repository-images';
import { InventoryStore } from '../../inventory/store/inventory-store';
import type { Action } from '../command-run';
import { repositoryKey } from '../arguments/repository-argument';
import { sayNothingRead } from '../output/nothing-read';
import { saySearchProblems } from '../output/search-problems';
import type { Column } from '../output/table';
import { dateWords, digestWords, sizeWords } from '../output/words';
import type { CliServices } from '../services';
import { everyRow } from './repos';

/** Images that a search over all repositories lists unless `--all` is given. */
const LISTED = 200;

const COLUMNS: readonly Column<Image>[] = [
  { title: 'TAGS', of: ({ tags, childOf }) => tags.join(', ') || (childOf === undefined ? '–' : '  └') },
  { title: 'DIGEST', of: ({ digest }) => digestWords(digest) },
  { title: 'SIZE', of: ({ sizeBytes }) => sizeWords(sizeBytes), align: 'right' },
  { title: 'PUSHED (UTC)', of: ({ pushedAt }) => dateWords(pushedAt) },
  { title: 'PLATFORMS', of: ({ platforms = [] }) => platforms.join(', ') },
];

/** `berth images`: the images of a repository, newest first; without one, those of every repository that fit a search. */
export function addImages(program: Command, action: Action): void {
  program
    .command('images [repo]')
    .description('list the images of a repository (NAME, or HOST/NAME), or search those of all that Berth knows')
    .option('--search <text>', 'words of tags, digest and platforms, and filters: tag:v1* pushed:<30d size:>1gb untagged')
    .option('--all', `list every image found, not the best ${LISTED} alone`)
    .action(
      action<[string | undefined], { search?: string; all?: boolean }>(async (run, text) => {
        const { services, out, options } = run;
        const search = options.search ?? '';
        saySearchProblems(search, out);
        if (text === undefined) {
          await sayNothingRead(services, out);
          const { rows, total, isAtLeast } = await found(services, search, options);
          out.list(rows, [{ title: 'REPOSITORY', of: ({ uri }: FoundImage) => uri }, ...COLUMNS], 'No images.');
          if (rows.length < total || isAtLeast) out.note(`berth: ${rows.length} of ${isAtLeast ? 'more than ' : ''}${total} images${options.all === true ? '' : '; --all lists more'}.`);
          return;
        }
        out.list(underTheirIndexes(await imagesOf(services, await repositoryKey(text, run), search)), COLUMNS, 'No images.');
      }),
    );
}

/** What the index on disk has, over all accounts and regions. */
async function found({ inventory }: CliServices, search: string, { all = false, profile, region }: { all?: boolean; profile?: string; region?: string }): Promise<{ rows: FoundImage[]; total: number; isAtLeast: boolean }> {
  const where = { search, ...(profile !== undefined && { profile }), ...(region !== undefined && { region }) };
  const first = await inventory.searchImages(ImageSearch.parse({ ...where, limit: LISTED }));
  if (!all) return first;
  return { ...first, rows: await everyRow((window) => inventory.searchImages(ImageSearch.parse({ ...where, ...window }))) };
}

/** As the repository is now, with the platforms of every image. */
async function imagesOf({ clients, fetchBytes }: CliServices, key: RepositoryKey, search: string): Promise<Image[]> {
  const none = (): undefined => undefined;
  const store = new InventoryStore({ file: ':memory:', now: Date.now, log: none });
  const read = async (key: RepositoryKey): Promise<Image[]> => {
    const images: Image[] = [];
    for await (const page of listImages(clients, { ...key, archived: true })) images.push(...page);
    return images;
  };
  const lists = new RepositoryImageLists({ ecr: ecrInventory(clients, fetchBytes), read, store, scratch: store, now: Date.now, changed: none, log: none });
  const query = (input: object) => commands['image.query'].input.parse({ ...key, ...input });
  // The platforms of all, so that the search finds those as well.
  await everyRow(async (window) => {
    const { page, learning } = await lists.page(query(window));
    await learning;
    return page;
  });
  const rows = await everyRow(async (window) => (await lists.page(query({ search, ...window }))).page);
  await store.close();
  return rows;
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
