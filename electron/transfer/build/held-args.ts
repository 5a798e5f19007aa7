import { z } from 'zod';
import { AppError } from '../../../shared/errors';
import { BuildImage } from '../../../shared/model/moving/push-source';

/** Which build arguments a job has; their values are elsewhere. */
export const HeldArgs = z.object({ id: z.string(), names: z.array(z.string()) });
export type HeldArgs = z.infer<typeof HeldArgs>;

/** What is journalled of a build, and shown: everything but the values of its arguments. */
export const BuildJob = BuildImage.omit({ buildArgs: true }).extend({ args: HeldArgs.optional() });
export type BuildJob = z.infer<typeof BuildJob>;

/** Builds of a day; older ones are built anew. */
const KEPT = 200;

/**
 * Values of build arguments, in memory alone: people put tokens into them, and no name tells for sure which. A build can be tried again
 * as long as Berth runs; afterwards the person is asked for them again.
 */
export class HeldBuildArgs {
  readonly #newId: () => string;
  readonly #values = new Map<string, Readonly<Record<string, string>>>();

  constructor(newId: () => string) {
    this.#newId = newId;
  }

  hold(values: Readonly<Record<string, string>>): HeldArgs | undefined {
    const names = Object.keys(values);
    if (names.length === 0) return undefined;
    const id = this.#newId();
    this.#values.set(id, { ...values });
    for (const old of [...this.#values.keys()].slice(0, -KEPT)) this.#values.delete(old);
    return { id, names };
  }

  /** @throws AppError `invalid-input` when they went with the Berth that held them. */
  valuesOf(held: HeldArgs | undefined): Readonly<Record<string, string>> {
    if (held === undefined) return {};
    const values = this.#values.get(held.id);
    if (values !== undefined) return values;
    throw new AppError('invalid-input', `What was given for ${held.names.join(', ')} is not kept when Berth ends.`, { hint: 'Build the folder anew, and give the build arguments again.' });
  }
}
