import type { BulkTemplate, PlanBulk } from '../../shared/model/bulk/bulk';
import type { Change } from '../../shared/model/changes/change';
import type { RepositoryKey } from '../../shared/model/repository';

/** The same change of each of these repositories. */
export function changesOf(template: BulkTemplate, repositories: readonly RepositoryKey[]): Change[] {
  return repositories.map(({ profile, region, name, registry }) => ({ ...template, repository: { profile, region, name, ...(registry !== undefined && { registry }) } }));
}

/** “Scan on push of 12 repositories”: what a list of jobs calls it. */
export function bulkTitle(changes: readonly Change[]): string {
  const kinds = new Set(changes.map(({ kind }) => kind));
  const [kind] = kinds;
  const repositories = new Set(changes.map(({ repository: { profile, region, name } }) => `${profile}\n${region}\n${name}`)).size;
  const images = changes.reduce((sum, change) => sum + ('images' in change ? change.images.length : 0), 0);
  const of = (count: number, one: string, many: string): string => `${count.toLocaleString('en-US')} ${count === 1 ? one : many}`;
  const where = of(repositories, 'repository', 'repositories');
  if (kinds.size !== 1 || kind === undefined) return `${of(changes.length, 'change', 'changes')} in ${where}`;
  return TITLES[kind](where, of(images, 'image', 'images'));
}

const TITLES: Record<Change['kind'], (repositories: string, images: string) => string> = {
  'create-repository': (repositories) => `Create ${repositories}`,
  'set-mutability': (repositories) => `Tag mutability of ${repositories}`,
  'set-scanning': (repositories) => `Scan on push of ${repositories}`,
  'set-resource-tags': (repositories) => `Resource tags of ${repositories}`,
  'set-lifecycle': (repositories) => `Lifecycle policy of ${repositories}`,
  'set-policy': (repositories) => `Permissions of ${repositories}`,
  'set-catalog': (repositories) => `Gallery page of ${repositories}`,
  'delete-repository': (repositories) => `Delete ${repositories}`,
  'set-tag': (repositories) => `Tags in ${repositories}`,
  'compose-index': (repositories) => `Indexes in ${repositories}`,
  'remove-tag': (repositories) => `Remove tags in ${repositories}`,
  'delete-images': (repositories, images) => `Delete ${images} of ${repositories}`,
  'archive-images': (repositories, images) => `Archive ${images} of ${repositories}`,
  'restore-images': (repositories, images) => `Restore ${images} of ${repositories}`,
};

export const isTemplated = (plan: PlanBulk): plan is Extract<PlanBulk, { template: unknown }> => 'template' in plan;
