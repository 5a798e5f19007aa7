import { AGE_BANDS, NEVER_PULLED, PULL_BANDS, type Band } from '../../shared/model/overview/bands';
import type { AgeBand } from '../../shared/model/overview/overview';
import type { ImageTally } from '../inventory/store/read/overview';
import type { MonthPushed } from './growth';

const empty = (band: Band): AgeBand => ({ label: band.label, from: band.from, ...(band.to !== undefined && { to: band.to }), images: 0, bytes: 0 });

/** Adds the pieces of the store up: months, ages, last pulls, what is untagged, archived or scanned. */
export class ImageTallies {
  readonly months = new Map<string, MonthPushed>();
  readonly ages: AgeBand[] = AGE_BANDS.map(empty);
  /** The last one: never pulled. */
  readonly pulls: AgeBand[] = [...PULL_BANDS.map(empty), { label: NEVER_PULLED, from: 0, images: 0, bytes: 0 }];
  untaggedBytes = 0;
  archivedBytes = 0;
  scanned = 0;

  /** Adds what another one has. */
  merge({ months, ages, pulls, untaggedBytes, archivedBytes, scanned }: ImageTallies): void {
    for (const [month, { images, bytes }] of months) this.#pushed(month, images, bytes);
    ages.forEach(({ images, bytes }, at) => addTo(this.ages[at], images, bytes));
    pulls.forEach(({ images, bytes }, at) => addTo(this.pulls[at], images, bytes));
    this.untaggedBytes += untaggedBytes;
    this.archivedBytes += archivedBytes;
    this.scanned += scanned;
  }

  add(tallies: readonly ImageTally[]): void {
    for (const [month, age, pull, untagged, archived, scanned, images, bytes] of tallies) {
      this.#pushed(month, images, bytes);
      // Without a date an image is as old as can be.
      addTo(this.ages[age < 0 ? this.ages.length - 1 : age], images, bytes);
      addTo(this.pulls[pull < 0 ? this.pulls.length - 1 : pull], images, bytes);
      if (untagged === 1) this.untaggedBytes += bytes;
      if (archived === 1) this.archivedBytes += bytes;
      if (scanned === 1) this.scanned += images;
    }
  }

  #pushed(month: string, images: number, bytes: number): void {
    const pushed = this.months.get(month) ?? { images: 0, bytes: 0 };
    this.months.set(month, { images: pushed.images + images, bytes: pushed.bytes + bytes });
  }
}

function addTo(band: AgeBand | undefined, images: number, bytes: number): void {
  if (band === undefined) return;
  band.images += images;
  band.bytes += bytes;
}
