import type { OverviewPiece, OverviewPieceAsked, OverviewScope } from '../inventory/store/read/overview';
import { ImageTallies } from './image-tallies';
/** What goes through the images of some repositories; each answer takes the store some milliseconds. */
export interface PieceStore {
    ask(name: 'overviewPiece', input: OverviewPieceAsked): Promise<OverviewPiece>;
}
/** The images of a scope, tallied in pieces. Pieces in which nothing has changed are not gone through again until the next day: bands go by days. */
export declare class TalliedImages {
    #private;
    constructor(store: PieceStore);
    /** A million images in pieces of some milliseconds: searches are answered in between. `day`: today (`2026-11-21`). */
    of(scope: OverviewScope, day: string): Promise<ImageTallies>;
}
