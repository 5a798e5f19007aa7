/** What main and the thread that looks into layers say to each other: plain data, cloned. */
import type { WireError } from '../../../shared/errors';
import type { LAYER_QUERIES } from '../ports';

export type LayerQueryName = (typeof LAYER_QUERIES)[number];

/** What the thread needs of main: sign-ins and explanations stay there. */
export interface AccessAsked {
  host: string;
  profile?: string;
  refresh: boolean;
}

export type ToLayers =
  | { type: 'query'; id: number; name: LayerQueryName; input: unknown }
  | { type: 'answer'; ask: number; value: unknown }
  | { type: 'refusal'; ask: number; error: WireError };

export type FromLayers =
  | { type: 'done'; id: number; value: unknown }
  | { type: 'failed'; id: number; error: WireError }
  | { type: 'ask'; ask: number; name: 'authorization' | 'explanation'; asked: unknown };
