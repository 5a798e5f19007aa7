import type { RepositoryKey } from '../../../shared/model/repository';
import type { WindowState } from '../../state/window.svelte';

interface Changed {
  repository: RepositoryKey;
  tag: string;
  /** The image that had the tag before the change; undefined when none had. */
  before: string | undefined;
  /** Whether it was the image's first tag: to take it away again would delete the image. */
  first?: boolean;
}

/** Tells that a tag was changed, with the way back where there is one. */
export function tellTagChanged(berth: WindowState, text: string, changed: Changed): void {
  const { repository, tag, before, first = false } = changed;
  if (before === undefined && first) return berth.toasts.good(text);
  berth.toasts.good(text, {
    label: 'Undo',
    run: () =>
      void (before === undefined
        ? berth.run('tag.remove', { repository, tag }, `“${tag}” is removed again`)
        : berth.run(
            'tag.set',
            { repository, tag, digest: before, move: true },
            `“${tag}” is back where it was`,
          )),
  });
}
