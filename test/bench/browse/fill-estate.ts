/** Fills an index with a large company's registries, without a call to anybody. */
import type { InventoryStore } from '../../../electron/inventory/store/inventory-store';
import type { SourceKey } from '../../../electron/inventory/store/write/put-repositories';
import { Estate, type EstateOptions } from '../../../electron/sandbox/estate/estate';
import { estateImages, estateRepositories } from '../../../electron/sandbox/estate/estate-models';
import type { Repository } from '../../../shared/model/repository';

/** Repositories handed over at a time, as ECR's pages have them. */
const PAGE = 1000;

/** Writes every repository and image of the estate; answers its sources. */
export async function fillEstate(store: InventoryStore, options: EstateOptions): Promise<SourceKey[]> {
  const estate = new Estate(options);
  const sources = estate.registries.map(({ profile, region }) => ({ profile, region, registry: 'private' as const }));
  let page: { at: Parameters<typeof estateImages>[1]; repository: Repository }[] = [];
  const flush = async (): Promise<void> => {
    const [first] = page;
    if (first === undefined) return;
    const { profile, region } = first.repository;
    await store.putRepositories({ source: { profile, region, registry: 'private' }, repositories: page.map(({ repository }) => repository) });
    await Promise.all(page.map(({ at, repository }) => store.putImages({ uri: repository.uri, images: estateImages(estate, at), readAt: estate.options.now })));
    page = [];
  };
  for (const each of estateRepositories(estate)) {
    if (page.length >= PAGE || (page[0] !== undefined && page[0].repository.profile !== each.repository.profile)) await flush();
    page.push(each);
  }
  await flush();
  return sources;
}
