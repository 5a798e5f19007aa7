import { AGE_BANDS, PULL_BANDS } from '../../shared/model/overview/bands';
import type { OverviewPiece, OverviewPieceAsked, OverviewScope } from '../inventory/store/read/overview';
import { ImageTallies } from './image-tallies';

/** What goes through the images of some repositories; each answer takes the store some milliseconds. */
export interface PieceStore {
  ask(name: 'overviewPiece', input: OverviewPieceAsked): Promise<OverviewPiece>;
}

interface Piece {
  print: string;
  next: number | undefined;
  tallies: ImageTallies;
}

/** Scopes whose pieces are held: some megabytes each at a million images. */
const HELD = 4;

/** The images of a scope, tallied in pieces. Pieces in which nothing has changed are not gone through again until the next day: bands go by days. */
export class TalliedImages {
  readonly #store: PieceStore;
  readonly #scopes = new Map<string, { day: string; pieces: Map<number, Piece> }>();

  constructor(store: PieceStore) {
    this.#store = store;
  }

  /** A million images in pieces of some milliseconds: searches are answered in between. `day`: today (`2026-11-21`). */
  async of(scope: OverviewScope, day: string): Promise<ImageTallies> {
    const known = this.#known(JSON.stringify([scope.profile, scope.region]), day);
    const all = new ImageTallies();
    const pieces = new Map<number, Piece>();
    for (let from: number | undefined = 0; from !== undefined; ) {
      const piece = await this.#piece(scope, from, known.pieces.get(from));
      pieces.set(from, piece);
      all.merge(piece.tallies);
      from = piece.next;
    }
    known.pieces = pieces;
    return all;
  }

  async #piece(scope: OverviewScope, from: number, known: Piece | undefined): Promise<Piece> {
    const { print, tallies, next } = await this.#store.ask('overviewPiece', { scope, from, ages: AGE_BANDS, pulls: PULL_BANDS, known: known?.print });
    if (tallies === undefined && known !== undefined) return known;
    const own = new ImageTallies();
    own.add(tallies ?? []);
    return { print, next, tallies: own };
  }

  #known(key: string, day: string): { day: string; pieces: Map<number, Piece> } {
    const held = this.#scopes.get(key);
    const known = held?.day === day ? held : { day, pieces: new Map<number, Piece>() };
    this.#scopes.delete(key);
    this.#scopes.set(key, known);
    const [oldest] = this.#scopes.keys();
    if (this.#scopes.size > HELD && oldest !== undefined) this.#scopes.delete(oldest);
    return known;
  }
}
