import { AppError } from '../../../../shared/errors';
import type { CatalogData, ChangeOf } from '../../../../shared/model/changes/change';
import { getCatalog, putCatalog } from '../../../ecr/public/catalog';
import type { KindOfChange } from '../../change-work';
import { undoneBy } from '../../undo/undo-recipe';

type SetCatalog = ChangeOf<'set-catalog'>;

const PARTS = { description: 'Description', architectures: 'Architectures', operatingSystems: 'Operating systems', aboutText: 'About', usageText: 'Usage', logo: 'Logo' } as const;

const changed = (before: CatalogData, then: CatalogData): string[] =>
  (Object.keys(PARTS) as (keyof typeof PARTS)[]).filter((part) => (part === 'logo' ? then.logo !== undefined : JSON.stringify(before[part] ?? '') !== JSON.stringify(then[part] ?? before[part] ?? ''))).map((part) => PARTS[part]);

/** What the public gallery shows; parts that are left out stay as they are. */
export const setCatalog: KindOfChange<SetCatalog> = {
  title: ({ repository }) => `Change what the gallery shows of ${repository.name}`,
  async look({ repository, catalog }, work) {
    onlyPublic(repository);
    const before = await getCatalog(work.ports.clients, repository);
    return {
      effects: changed(before, catalog).map((part) => `${part} is changed.`),
      warnings: catalog.logo === undefined ? [] : [{ text: 'ECR shows a logo only in verified registries. The AWS CLI line is without it: it would be too long to read.', serious: false }],
      undo: { possible: true, ...(catalog.logo !== undefined && { note: 'All but the logo.' }) },
      facts: await work.facts(),
    };
  },
  async make({ repository, catalog }, work) {
    onlyPublic(repository);
    const before = await getCatalog(work.ports.clients, repository);
    const facts = await work.facts();
    const parts = changed(before, catalog);
    if (parts.length === 0) {
      work.tell({ what: 'Gallery', result: 'unchanged' });
      return { facts };
    }
    // The call replaces the whole: what is not named would be emptied.
    const { logoUrl: _url, ...texts } = before;
    await putCatalog(work.ports.clients, repository, { ...texts, ...catalog });
    for (const part of parts) work.tell({ what: part, result: 'done' });
    work.ports.lists.forget(repository);
    const empty: CatalogData = { description: '', architectures: [], operatingSystems: [], aboutText: '', usageText: '' };
    return { facts, undo: undoneBy({ kind: 'set-catalog', repository, catalog: { ...empty, ...texts } }) };
  },
};

/** @throws AppError `unsupported`. */
function onlyPublic({ registry, name }: SetCatalog['repository']): void {
  if (registry !== 'public') throw new AppError('unsupported', `${name} is a private repository: the gallery does not show it.`, { hint: 'Only public repositories have catalogue data.' });
}
