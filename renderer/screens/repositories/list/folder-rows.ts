import type { Folder, Repository } from '../../../../shared/model/repository';

/** A row of the list: a repository, or a folder that leads to some. */
export type BrowseRow = Repository | Folder;
export const isFolder = (row: BrowseRow): row is Folder => 'path' in row;
export const repositoriesOf = (rows: readonly BrowseRow[]): Repository[] =>
  rows.filter((row): row is Repository => !isFolder(row));

/** `team/web/` → the names of its parts, each with the folder it leads to. */
export const crumbsOf = (folder: string): { name: string; path: string }[] => {
  const names = folder.split('/').filter((name) => name !== '');
  return names.map((name, index) => ({ name, path: `${names.slice(0, index + 1).join('/')}/` }));
};
/** The folder above another one; undefined above the first. */
export const folderAbove = (folder: string): string | undefined => crumbsOf(folder).at(-2)?.path;
