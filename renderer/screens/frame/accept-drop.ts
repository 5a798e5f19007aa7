import type { DropOutcome, DropPlace } from '../../state/drag-rules';
import type { Dropped } from '../../state/drag.svelte';
import { pushablesOf, type Pushable } from '../../state/pushable';
import type { WindowState } from '../../state/window.svelte';
import { pullImages } from '../images/image-actions';

export interface Drop {
  dropped: Dropped;
  outcome: DropOutcome;
  place: DropPlace;
}

/** Opens what a drop leads to: each begins with a dialog that says what will happen, none begins a transfer by itself. */
export function acceptDrop(berth: WindowState, { dropped, outcome, place }: Drop): void {
  const { workspace } = berth;
  if (dropped.kind === 'images' || dropped.kind === 'repository') {
    const to =
      place.kind === 'repository'
        ? place.repository
        : place.kind === 'registry'
          ? { profile: place.profile, region: place.region }
          : undefined;
    if (dropped.kind === 'repository')
      return workspace.open({ kind: 'sync', from: dropped.repository, ...(to !== undefined && { to }) });
    if (outcome.does === 'pull') return pullImages(berth, dropped.repository, dropped.images);
    return workspace.open({
      kind: 'copy-images',
      from: dropped.repository,
      images: dropped.images,
      ...(to !== undefined && { to }),
    });
  }
  const sources = dropped.kind === 'files' ? paths(berth, dropped.files) : pushablesOf(dropped);
  if (sources.length === 0) return;
  if (place.kind === 'repository') workspace.open({ kind: 'push', sources, target: place.repository });
  else
    workspace.open({
      kind: 'choose-target',
      sources,
      ...(place.kind === 'registry' && { within: { profile: place.profile, region: place.region } }),
    });
}

/** What was dropped from the file manager, by path; a dropped picture of a web page has none. */
function paths(berth: WindowState, files: readonly File[]): Pushable[] {
  const found = files.map((file) => berth.client.pathOf(file)).filter((path) => path !== '');
  if (found.length < files.length)
    berth.toasts.bad(
      'What was dropped is not a file on this machine.',
      'Drop a file or folder from the file manager.',
    );
  return found.map((path) => ({ kind: 'path', path }));
}
