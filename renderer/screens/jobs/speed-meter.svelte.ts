import { type Sample, speedOf } from './job-progress';

const WINDOW_MS = 4_000;

/** The speed of one job over the last seconds, from the snapshots that come by. */
export class SpeedMeter {
  #samples: Sample[] = [];
  #speed = $state<number>();

  get speed(): number | undefined {
    return this.#speed;
  }

  note(sample: Sample): void {
    this.#samples = [...this.#samples.filter(({ at }) => at >= sample.at - WINDOW_MS), sample];
    this.#speed = speedOf(this.#samples);
  }
}
