import Columns2 from '@lucide/svelte/icons/columns-2';
import type { Image } from '../../../shared/model/image';
import type { Repository } from '../../../shared/model/repository';
import type { ImagePlace } from '../../state/workspace.svelte';
import type { WindowState } from '../../state/window.svelte';
import type { MenuAction } from '../../ui/menus/menu-action';

/** Lines of an image's menu: two are compared with each other, one with another that is asked for. */
export function compareActions(
  { workspace }: WindowState,
  repository: Repository,
  images: readonly Image[],
): MenuAction[] {
  const [one, other] = byAge(images);
  if (one === undefined) return [];
  if (other === undefined) {
    const image = placeOf(repository, one);
    return [
      { label: 'Compare with…', icon: Columns2, run: () => workspace.open({ kind: 'compare', image }) },
    ];
  }
  // The older one left, as what was there before.
  const sides = { left: placeOf(repository, one), right: placeOf(repository, other) };
  return [
    {
      label: 'Compare',
      icon: Columns2,
      run: () => workspace.go({ kind: 'compare', ...sides }),
      unless: images.length > 2 ? 'Two images are compared at a time.' : undefined,
    },
  ];
}

const byAge = (images: readonly Image[]): Image[] =>
  [...images].sort((a, b) => ((a.pushedAt ?? '') < (b.pushedAt ?? '') ? -1 : 1));

const placeOf = (repository: Repository, { digest, tags: [tag] }: Image): ImagePlace => ({
  repository,
  digest,
  ...(tag !== undefined && { tag }),
});
