import FolderOpen from '@lucide/svelte/icons/folder-open';
import type { Image } from '../../../../shared/model/image';
import type { Repository } from '../../../../shared/model/repository';
import type { WindowState } from '../../../state/window.svelte';
import type { MenuAction } from '../../../ui/menus/menu-action';
import { imageActions } from '../../images/image-actions';

/** What can be done with an image that was found: what can be done with it in its repository, and going there. */
export const foundActions = (berth: WindowState, repository: Repository, image: Image): MenuAction[] => [
  ...imageActions(berth, repository, [image]),
  {
    label: 'Show its repository',
    icon: FolderOpen,
    run: () => (berth.workspace.repository = repository),
    apart: true,
  },
];
