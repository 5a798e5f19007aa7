export interface Toast {
  id: number;
  tone: 'good' | 'bad';
  text: string;
  hint?: string;
  /** What can be done about it, for as long as the message stays: “Undo”. */
  action?: { label: string; run: () => void };
}

/** Short answers to what a person did. Good news leaves by itself; bad news stays until it is closed. */
export class Toasts {
  #list = $state.raw<readonly Toast[]>([]);
  #next = 1;
  readonly #lifeMs: number;

  constructor(lifeMs = 4_000) {
    this.#lifeMs = lifeMs;
  }

  get list(): readonly Toast[] {
    return this.#list;
  }

  /** With something to do about it, it stays three times as long. */
  good(text: string, action?: Toast['action']): void {
    const id = this.#add({ tone: 'good', text, ...(action !== undefined && { action }) });
    setTimeout(() => this.close(id), this.#lifeMs * (action === undefined ? 1 : 3));
  }

  bad(text: string, hint?: string): void {
    this.#add({ tone: 'bad', text, ...(hint !== undefined && { hint }) });
  }

  close(id: number): void {
    this.#list = this.#list.filter((toast) => toast.id !== id);
  }

  #add(toast: Omit<Toast, 'id'>): number {
    const id = this.#next;
    this.#next += 1;
    // The same bad news twice is one piece of news; three at once are enough to read.
    this.#list = [...this.#list.filter((other) => other.text !== toast.text).slice(-2), { ...toast, id }];
    return id;
  }
}
