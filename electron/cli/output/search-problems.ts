import { parseSearch } from '../../../shared/search/parse-search';
import type { Output } from './output';

/** Says on standard error which filters of a search could not be read; they are left out. */
export function saySearchProblems(search: string, out: Pick<Output, 'note'>): void {
  parseSearch(search, 0).problems.forEach((problem) => out.note(`berth: ${problem}`));
}
