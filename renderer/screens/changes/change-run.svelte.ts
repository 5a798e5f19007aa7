import { type AppError, toAppError, type WireError } from '../../../shared/errors';
import type { Activity } from '../../../shared/model/changes/activity';
import type { ChangePreview } from '../../../shared/model/changes/change';
import type { CommandInput } from '../../../shared/ipc/contract';
import type { BerthClient } from '../../bridge/berth-client';

/** A change as a form makes it: defaults may be left out. */
export type ChangeInput = CommandInput<'change.apply'>['change'];

/** While a person types, the preview is asked for only so long after the last letter. */
const PAUSE_MS = 250;

/** Changes on their way from a form: what they would do, making them, what came of it. */
export class ChangeRun {
  readonly #client: BerthClient;
  #previews = $state.raw<readonly ChangePreview[]>();
  #failure = $state.raw<AppError>();
  #looking = $state(false);
  #applying = $state(false);
  #results = $state.raw<readonly Activity[]>([]);
  #generation = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #id = '';
  #cancelled = false;

  constructor(client: BerthClient) {
    this.#client = client;
  }

  /** Undefined until they were looked at. */
  get previews(): readonly ChangePreview[] | undefined {
    return this.#previews;
  }
  get failure(): AppError | undefined {
    return this.#failure;
  }
  get looking(): boolean {
    return this.#looking;
  }
  get applying(): boolean {
    return this.#applying;
  }
  /** What was made, where something of it did not go well. */
  get results(): readonly Activity[] {
    return this.#results;
  }
  /** Why it cannot be done. */
  get refused(): WireError | undefined {
    return this.#previews?.find((preview) => preview.refused !== undefined)?.refused;
  }
  /** What must be typed to go on. */
  get typed(): string | undefined {
    return this.#previews?.find((preview) => preview.typed !== undefined)?.typed;
  }

  /** Asks what these would do, a moment later; the answer to an older question is dropped. */
  look(changes: readonly ChangeInput[], now = false): void {
    clearTimeout(this.#timer);
    const generation = ++this.#generation;
    this.#failure = undefined;
    this.#looking = changes.length > 0;
    if (changes.length === 0) {
      this.#previews = undefined;
      return;
    }
    this.#timer = setTimeout(() => void this.#look(changes, generation), now ? 0 : PAUSE_MS);
  }

  async #look(changes: readonly ChangeInput[], generation: number): Promise<void> {
    try {
      const { previews } = await this.#client.invoke('change.preview', { changes: [...changes] });
      if (generation === this.#generation) this.#previews = previews;
    } catch (thrown) {
      if (generation === this.#generation) this.#failure = toAppError(thrown);
    } finally {
      if (generation === this.#generation) this.#looking = false;
    }
  }

  /** Makes them one after another, and stops at the first that fails. Answers them where all went well. */
  async apply(changes: readonly ChangeInput[], typed: string): Promise<readonly Activity[] | undefined> {
    if (this.#applying) return undefined;
    this.#applying = true;
    this.#failure = undefined;
    this.#cancelled = false;
    const made: Activity[] = [];
    try {
      for (const change of changes) {
        if (this.#cancelled) break;
        this.#id = crypto.randomUUID();
        const wanted = { change, id: this.#id, ...(typed !== '' && { typed }) };
        made.push(await this.#client.invoke('change.apply', wanted));
        if (made[made.length - 1]?.result !== 'done') break;
      }
    } catch (thrown) {
      this.#failure = toAppError(thrown);
    } finally {
      this.#applying = false;
    }
    if (made.length === changes.length && made.every(({ result }) => result === 'done')) return made;
    this.#results = made;
    return undefined;
  }

  /** What is on its way ends; nothing further begins. */
  cancel(): void {
    this.#cancelled = true;
    void this.#client.invoke('change.cancel', { id: this.#id }).catch(() => undefined);
  }

  close(): void {
    clearTimeout(this.#timer);
    this.#generation++;
  }
}
