import type { Berth } from '../berth';
import type { HandlersOf } from './handlers-of';

export const scanningCommands = ({ imageUses, settings }: Berth): HandlersOf<'use'> => ({
  'use.query': (query) => imageUses.query(query, new AbortController().signal),
  'use.turn': (change) => settings.setUsesAsked(change),
});
