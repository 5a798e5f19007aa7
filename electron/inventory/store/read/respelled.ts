import type { Reading } from './repositories';
import type { Wanted } from '../sql/search-terms';

/** The search with words that exist in place of those that nothing has: one or two letters wrong, or some left out. Undefined when there is nothing alike. */
export function respelled(_reading: Reading, _wanted: Wanted): string | undefined {
  return undefined;
}
