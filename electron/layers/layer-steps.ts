/** Which command of an image's history made which layer (OCI image specification, “history”: entries with `empty_layer` made none). */
import type { HistoryEntry } from '../../shared/model/image-detail';

export interface LayerSteps {
  /** For each layer its entry; undefined where the history does not tell. */
  made: (HistoryEntry | undefined)[];
  /** Entries that made none, each with how many layers are before it. */
  empty: { entry: HistoryEntry; after: number }[];
}

export function layerSteps(history: readonly HistoryEntry[], layers: number): LayerSteps {
  const making = history.filter(({ emptyLayer }) => !emptyLayer);
  // Squashed and rebased images have another number of layers than their history tells of: then nothing can be said of any.
  if (making.length !== layers) return { made: Array.from({ length: layers }, () => undefined), empty: [] };
  let after = 0;
  const empty: LayerSteps['empty'] = [];
  for (const entry of history) {
    if (entry.emptyLayer) empty.push({ entry, after });
    else after += 1;
  }
  return { made: making, empty };
}
