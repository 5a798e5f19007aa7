import type { GridColumn } from '../../../ui/grid/columns';

/** The columns of the images that a search has found. */
export const FOUND_COLUMNS: readonly GridColumn[] = [
  { key: 'tag', label: 'Tags', sortable: true, width: 150, grows: true, fixed: true },
  { key: 'repository', label: 'Repository', width: 220, fixed: true },
  { key: 'account', label: 'Profile', width: 120, usual: true, rank: 2 },
  { key: 'region', label: 'Region', width: 100, usual: true, rank: 3 },
  { key: 'digest', label: 'Digest', width: 108, usual: true, rank: 4 },
  { key: 'size', label: 'Size', sortable: true, width: 72, figures: true, usual: true, rank: 1 },
  { key: 'pushed', label: 'Pushed', sortable: true, width: 84, usual: true, rank: 0 },
];
