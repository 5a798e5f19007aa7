/** How long a closed window is kept, hidden: opening it again within that time is immediate. After it, its memory is worth more. */
export const KEEP_MS = 15 * 60_000;

export interface KeptWindowPorts {
  /** Ends the window for good. */
  destroy: () => void;
  /** Calls back after so many milliseconds; answers how to call it off. */
  after: (milliseconds: number, then: () => void) => () => void;
}

/** Counts down the time of a window that was closed by a person and is kept for the next opening. */
export class KeptWindow {
  readonly #ports: KeptWindowPorts;
  #callOff: () => void = () => undefined;

  constructor(ports: KeptWindowPorts) {
    this.#ports = ports;
  }

  hidden(): void {
    this.#callOff();
    this.#callOff = this.#ports.after(KEEP_MS, this.#ports.destroy);
  }

  /** It is shown again, or gone. */
  over(): void {
    this.#callOff();
  }
}
