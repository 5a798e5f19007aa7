import Fingerprint from '@lucide/svelte/icons/fingerprint';
import Copy from '@lucide/svelte/icons/copy';
import CloudUpload from '@lucide/svelte/icons/cloud-upload';
import Play from '@lucide/svelte/icons/play';
import type { Container, LocalImage } from '../../../shared/model/container';
import { localImageName } from '../../state/drag-rules';
import type { Pushable } from '../../state/pushable';
import type { WindowState } from '../../state/window.svelte';
import type { MenuAction } from '../../ui/menus/menu-action';

const push = (berth: WindowState, sources: readonly Pushable[]): void => {
  if (sources.length > 0) berth.workspace.open({ kind: 'choose-target', sources });
};
export const pushContainers = (berth: WindowState, all: readonly Container[]): void =>
  push(
    berth,
    all.map((container) => ({ kind: 'container', container })),
  );
export const pushImages = (berth: WindowState, all: readonly LocalImage[]): void =>
  push(
    berth,
    all.map((image) => ({ kind: 'image', image })),
  );

const lines = (texts: readonly string[]): string => texts.join('\n');

/** What can be done with containers; with several, the same for all. */
export function containerActions(berth: WindowState, all: readonly Container[]): MenuAction[] {
  const many = all.length > 1;
  return [
    {
      label: many ? `Push ${all.length} containers…` : 'Push…',
      icon: CloudUpload,
      run: () => pushContainers(berth, all),
    },
    {
      label: many ? 'Copy names' : 'Copy name',
      icon: Copy,
      apart: true,
      run: () => void berth.copy(lines(all.map(({ name }) => name)), many ? 'Names' : 'Name'),
    },
    {
      label: many ? 'Copy ids' : 'Copy id',
      icon: Copy,
      run: () => void berth.copy(lines(all.map(({ id }) => id)), many ? 'Ids' : 'Id'),
    },
  ];
}

/** What can be done with local images. */
export function imageActions(berth: WindowState, all: readonly LocalImage[]): MenuAction[] {
  const many = all.length > 1;
  const [first] = all;
  return [
    {
      label: many ? `Push ${all.length} images…` : 'Push…',
      icon: CloudUpload,
      run: () => pushImages(berth, all),
    },
    ...(many || first === undefined
      ? []
      : [
          {
            label: 'Run…',
            icon: Play,
            run: () => berth.workspace.open({ kind: 'run', image: first.references[0] ?? first.id }),
          },
        ]),
    {
      label: many ? 'Copy names' : 'Copy name',
      icon: Copy,
      apart: true,
      run: () => void berth.copy(lines(all.map(localImageName)), many ? 'Names' : 'Name'),
    },
    {
      label: many ? 'Copy ids' : 'Copy id',
      icon: Fingerprint,
      run: () => void berth.copy(lines(all.map(({ id }) => id)), many ? 'Ids' : 'Id'),
    },
  ];
}
