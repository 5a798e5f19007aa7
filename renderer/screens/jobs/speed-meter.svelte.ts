import { type Sample, speedOf } from './job-progress';

const WINDOW_MS = 4_000;

/** The speed of one job over the last seconds, from the snapshots that come by. */
export class SpeedMeter {
  #samples: Sample[] = [];
  #speed = $state<number>();

  get speed(): number | undefined {
    return this.#speed;
  }

  /** While nothing has moved the clock does not run: preparing is not slowness. */
  note(sample: Sample): void {
    const recent = this.#samples.filter(
      ({ at, bytes }) => at >= sample.at - WINDOW_MS && bytes <= sample.bytes,
    );
    this.#samples = sample.bytes === 0 ? [sample] : [...recent, sample];
    this.#speed = speedOf(this.#samples);
  }
}
