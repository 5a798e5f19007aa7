import type { Authorization } from './registry-session';

/** Asks for a registry's sign-in once, not with every call; again when the one in use was refused. */
export class KeptSignIn {
  readonly #ask: Authorization;
  #present: Promise<string | undefined> | undefined;

  constructor(ask: Authorization) {
    this.#ask = ask;
  }

  /** Base64 of `user:password`, or undefined for an anonymous visit. */
  current(): Promise<string | undefined> {
    return this.#present ?? this.#keep(this.#ask({ refresh: false }));
  }

  /** Another one than `refused`: where other calls were refused too, the one that they got meanwhile. */
  async instead(refused: string | undefined): Promise<string | undefined> {
    const present = this.#present;
    const known = await present?.catch(() => undefined);
    if (known !== refused) return known;
    return this.#present === present ? this.#keep(this.#ask({ refresh: true })) : this.#present;
  }

  #keep(asked: Promise<string | undefined>): Promise<string | undefined> {
    this.#present = asked;
    asked.catch(() => {
      // A failure is not remembered: the next call may be luckier.
      if (this.#present === asked) this.#present = undefined;
    });
    return asked;
  }
}
