import Eye from '@lucide/svelte/icons/eye';
import EyeOff from '@lucide/svelte/icons/eye-off';
import ScanSearch from '@lucide/svelte/icons/scan-search';
import ShieldAlert from '@lucide/svelte/icons/shield-alert';
import type { Image } from '../../../shared/model/image';
import type { Repository } from '../../../shared/model/repository';
import type { WindowState } from '../../state/window.svelte';
import type { MenuAction } from '../../ui/menus/menu-action';
import { watchOf } from './findings-view.svelte';

const keyOf = ({ profile, region, name }: Repository) => ({ profile, region, name });

/** Shows what scans found in an image. */
export function showFindings({ workspace }: WindowState, repository: Repository, image: Image): void {
  const [tag] = image.tags;
  workspace.go({
    kind: 'image',
    image: { repository, digest: image.digest, ...(tag !== undefined && { tag }) },
    part: 'findings',
  });
}

function watchAction(berth: WindowState, repository: Repository, tag: string | undefined): MenuAction {
  const key = keyOf(repository);
  const name = { repository: key, ...(tag !== undefined && { tag }) };
  if (watchOf(berth.watches.current, key, tag) !== undefined)
    return {
      label: 'Stop watching',
      icon: EyeOff,
      run: () => void berth.run('watch.remove', name, 'No longer watched'),
    };
  return {
    label: 'Watch for findings',
    icon: Eye,
    run: () =>
      void berth.run(
        'watch.set',
        { ...name, uri: repository.uri },
        `Watching ${repository.name}${tag === undefined ? '' : `:${tag}`} for new critical findings`,
      ),
  };
}

/** What can be done about the findings of an image. ECR Public scans nothing. */
export function scanActions(berth: WindowState, repository: Repository, image: Image): MenuAction[] {
  if (repository.registry === 'public') return [];
  const [tag] = image.tags;
  return [
    {
      label: 'Findings',
      icon: ShieldAlert,
      run: () => showFindings(berth, repository, image),
      apart: true,
    },
    {
      label: 'Scan now',
      icon: ScanSearch,
      run: () => {
        void berth
          .run('scan.start', { repository: keyOf(repository), image: image.digest }, 'The scan has begun')
          .then((began) => {
            if (began !== undefined) showFindings(berth, repository, image);
          });
      },
    },
    {
      ...watchAction(berth, repository, tag),
      ...(tag === undefined && { unless: 'It has no tag to watch.' }),
    },
  ];
}

/** What can be done about the findings of a repository. */
export function repositoryScanActions(berth: WindowState, repository: Repository): MenuAction[] {
  if (repository.registry === 'public') return [];
  return [
    {
      label: 'Findings',
      icon: ShieldAlert,
      run: () => berth.workspace.go({ kind: 'findings', repository }),
      apart: true,
    },
    watchAction(berth, repository, undefined),
  ];
}
