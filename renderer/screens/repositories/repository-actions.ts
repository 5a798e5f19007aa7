import Copy from '@lucide/svelte/icons/copy';
import FolderSync from '@lucide/svelte/icons/folder-sync';
import ExternalLink from '@lucide/svelte/icons/external-link';
import ListChecks from '@lucide/svelte/icons/list-checks';
import PackageOpen from '@lucide/svelte/icons/package-open';
import Star from '@lucide/svelte/icons/star';
import Trash2 from '@lucide/svelte/icons/trash-2';
import type { Repository } from '../../../shared/model/repository';
import type { WindowState } from '../../state/window.svelte';
import { repositoryScanActions } from '../findings/scan-actions';
import type { MenuAction } from '../../ui/menus/menu-action';
import { repositoryChangeActions } from '../changes/change-actions';
import { openInConsole } from './open-in-console';

/** What can be done with these repositories: more with one than with several. */
export function repositoryActions(berth: WindowState, repositories: readonly Repository[]): MenuAction[] {
  const { workspace } = berth;
  const [repository] = repositories;
  if (repository === undefined) return [];
  const copied = (what: string, of: (one: Repository) => string) => (): void =>
    void berth.copy(repositories.map(of).join('\n'), repositories.length === 1 ? what : `${what}s`);
  const allMarked = repositories.every(({ uri }) => berth.arrangement.isFavourite(uri));
  const mark = {
    label: allMarked ? 'No favourite any more' : 'Make favourite',
    icon: Star,
    run: () => berth.arrangement.toggleFavourites(repositories.map(({ uri }) => uri)),
  };
  if (repositories.length > 1) {
    return [
      { label: 'Change…', icon: ListChecks, run: () => workspace.open({ kind: 'bulk', repositories }) },
      mark,
      { label: 'Copy URIs', icon: Copy, run: copied('URI', ({ uri }) => uri) },
      { label: 'Copy names', icon: Copy, run: copied('Name', ({ name }) => name) },
      { label: 'Copy ARNs', icon: Copy, run: copied('ARN', ({ arn }) => arn) },
    ];
  }
  return [
    { label: 'Show images', icon: PackageOpen, run: () => (workspace.repository = repository) },
    mark,
    { label: 'Sync to…', icon: FolderSync, run: () => workspace.open({ kind: 'sync', from: repository }) },
    ...repositoryScanActions(berth, repository),
    { label: 'Copy URI', icon: Copy, run: copied('URI', ({ uri }) => uri), apart: true },
    { label: 'Copy name', icon: Copy, run: copied('Name', ({ name }) => name) },
    { label: 'Copy ARN', icon: Copy, run: copied('ARN', ({ arn }) => arn) },
    { icon: ExternalLink, ...openInConsole(berth, repository) },
    ...repositoryChangeActions(berth, repository),
    {
      label: 'Delete repository…',
      icon: Trash2,
      run: () => workspace.open({ kind: 'delete-repository', repository }),
      danger: true,
      apart: true,
    },
  ];
}
