import Archive from '@lucide/svelte/icons/archive';
import ArchiveRestore from '@lucide/svelte/icons/archive-restore';
import CopyPlus from '@lucide/svelte/icons/copy-plus';
import Settings2 from '@lucide/svelte/icons/settings-2';
import ShieldCheck from '@lucide/svelte/icons/shield-check';
import ShieldOff from '@lucide/svelte/icons/shield-off';
import Trash2 from '@lucide/svelte/icons/trash-2';
import type { Image } from '../../../shared/model/image';
import type { Repository } from '../../../shared/model/repository';
import type { WindowState } from '../../state/window.svelte';
import type { MenuAction } from '../../ui/menus/menu-action';

/** To the archive, back, away: of one image or many. */
export function imageChangeActions(
  { workspace }: WindowState,
  repository: Repository,
  images: readonly Image[],
): MenuAction[] {
  const archived = images.filter(({ storage }) => storage !== undefined);
  const isPublic = repository.registry === 'public';
  return [
    ...(isPublic || archived.length === images.length
      ? []
      : [
          {
            label: 'Archive…',
            icon: Archive,
            run: () => workspace.open({ kind: 'archive-images', repository, images }),
            apart: true,
          },
        ]),
    ...(archived.length === 0
      ? []
      : [
          {
            label: 'Restore…',
            icon: ArchiveRestore,
            run: () => workspace.open({ kind: 'restore-images', repository, images: archived }),
          },
        ]),
    {
      label: images.length === 1 ? 'Delete image…' : `Delete ${images.length} images…`,
      icon: Trash2,
      run: () => workspace.open({ kind: 'delete-images', repository, images }),
      danger: true,
      apart: true,
    },
  ];
}

/** Settings of a repository, one more like it, its protected mark. */
export function repositoryChangeActions(berth: WindowState, repository: Repository): MenuAction[] {
  const { workspace } = berth;
  const isProtected = isMarked(berth, repository);
  return [
    {
      label: 'Settings…',
      icon: Settings2,
      run: () => workspace.open({ kind: 'edit-repository', repository }),
      apart: true,
    },
    {
      label: 'Create one like this…',
      icon: CopyPlus,
      run: () => workspace.open({ kind: 'create-repository', like: repository }),
    },
    {
      label: isProtected ? 'Protected no longer' : 'Protect',
      icon: isProtected ? ShieldOff : ShieldCheck,
      run: () => void mark(berth, repository, !isProtected),
    },
  ];
}

/** Whether a person has marked it as protected. */
export const isMarked = (berth: WindowState, { uri }: Pick<Repository, 'uri'>): boolean =>
  berth.app.current?.settings.protectedRepositories.includes(uri) === true;

async function mark(berth: WindowState, { uri, name }: Repository, wanted: boolean): Promise<void> {
  const others = (berth.app.current?.settings.protectedRepositories ?? []).filter((one) => one !== uri);
  const said = wanted
    ? `${name} is protected: nothing goes from it unless its name is typed`
    : `${name} is no longer protected`;
  await berth.run('settings.change', { protectedRepositories: wanted ? [...others, uri] : others }, said);
}
