/** The present, moving in steps: what shows a time left or an age reads `now` and moves along. */
export class Clock {
  #now = $state(0);
  readonly #stop: () => void;

  constructor(time: () => number, stepMs: number) {
    this.#now = time();
    const timer = setInterval(() => {
      this.#now = time();
    }, stepMs);
    this.#stop = () => clearInterval(timer);
  }

  /** Milliseconds since 1970. */
  get now(): number {
    return this.#now;
  }

  close(): void {
    this.#stop();
  }
}
