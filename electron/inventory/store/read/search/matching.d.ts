import { type Holds } from '../../memory/holds';
import { type Wanted } from '../../sql/search-terms';
import type { RepositoryFilter } from '../repository-condition';
import type { Reading } from '../repositories';
export interface Matching {
    /** What was asked for, to know the same and narrower questions by. */
    question: string;
    /** Rows of the catalogue, by name. */
    rows: readonly number[];
}
/** The repositories that a filter and a search are about. A search that was typed on looks only at what the shorter one found. */
export declare function matchingOf(reading: Reading, { search: _search, ...filter }: RepositoryFilter, wanted: Wanted): Matching;
/** Everything of a filter but its search. */
export declare function placeHolds({ catalogue, database }: Reading, { profile, region, registry, folder, direct, uris }: Omit<RepositoryFilter, 'search'>): Holds[];
