import Archive from '@lucide/svelte/icons/archive';
import ArchiveRestore from '@lucide/svelte/icons/archive-restore';
import Trash2 from '@lucide/svelte/icons/trash-2';
import type { Change } from '../../../shared/model/changes/change';
import type { FoundImage } from '../../../shared/model/image';
import type { WindowState } from '../../state/window.svelte';
import type { MenuAction } from '../../ui/menus/menu-action';

type ImagesChange = 'delete-images' | 'archive-images' | 'restore-images';

/** One change for each repository that has some of these images. */
export function imagesChanges(kind: ImagesChange, images: readonly FoundImage[]): Change[] {
  const places = new Map<string, FoundImage[]>();
  for (const image of images) places.set(image.uri, [...(places.get(image.uri) ?? []), image]);
  return [...places.values()].flatMap((found): Change[] => {
    const [first] = found;
    if (first === undefined) return [];
    const what = {
      repository: first.repository,
      images: found.map(({ digest, tags }) => ({ digest, tags: [...tags] })),
    };
    return kind === 'delete-images' ? [{ kind, ...what, children: true }] : [{ kind, ...what }];
  });
}

/** What can be done with several images at once, wherever they are: looked at first, then made as one job. */
export function foundImagesActions({ workspace }: WindowState, images: readonly FoundImage[]): MenuAction[] {
  const plan = (kind: ImagesChange, meant: readonly FoundImage[]) => () =>
    workspace.open({ kind: 'bulk-changes', changes: imagesChanges(kind, meant) });
  // Public registries have no archive.
  const open = images.filter(
    ({ storage, repository }) => storage === undefined && repository.registry !== 'public',
  );
  const archived = images.filter(({ storage }) => storage !== undefined);
  const some = (meant: readonly FoundImage[]): string =>
    meant.length === images.length ? '' : ` ${meant.length}`;
  return [
    ...(open.length === 0
      ? []
      : [{ label: `Archive${some(open)}…`, icon: Archive, run: plan('archive-images', open) }]),
    ...(archived.length === 0
      ? []
      : [
          {
            label: `Restore${some(archived)}…`,
            icon: ArchiveRestore,
            run: plan('restore-images', archived),
          },
        ]),
    {
      label: `Delete ${images.length} images…`,
      icon: Trash2,
      run: plan('delete-images', images),
      danger: true,
      apart: true,
    },
  ];
}
