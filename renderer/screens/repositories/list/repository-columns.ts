import type { GridColumn } from '../../../ui/grid/columns';

/** The columns of the list of repositories, in their order. Those without `usual` are shown when they are chosen. */
export const REPOSITORY_COLUMNS: readonly GridColumn[] = [
  { key: 'name', label: 'Name', sortable: true, width: 160, grows: true, fixed: true },
  { key: 'account', label: 'Profile', sortable: true, width: 128, usual: true, rank: 1 },
  { key: 'region', label: 'Region', sortable: true, width: 104, usual: true, rank: 0 },
  { key: 'images', label: 'Images', sortable: true, width: 62, figures: true, usual: true, rank: 2 },
  { key: 'size', label: 'Size', sortable: true, width: 76, figures: true, usual: true, rank: 3 },
  { key: 'pushed', label: 'Newest push', sortable: true, width: 88, usual: true, rank: 4 },
  { key: 'pulled', label: 'Last pull', sortable: true, width: 84, rank: 6 },
  { key: 'cost', label: 'Cost a month', sortable: true, width: 90, figures: true, rank: 7 },
  { key: 'findings', label: 'Findings', width: 128, rank: 8 },
  { key: 'mutability', label: 'Tag changes', width: 86, usual: true, rank: 9 },
  { key: 'created', label: 'Created', sortable: true, width: 78, usual: true, rank: 5 },
  { key: 'resource-tags', label: 'Resource tags', width: 168, rank: 10 },
  { key: 'read', label: 'Read', width: 84, rank: 11 },
  { key: 'favourite', label: 'Favourite', hidden: true, width: 24, fixed: true },
];
