import type { BerthClient } from '../../../bridge/berth-client';
import type { Pushable, PushTarget } from '../../../state/pushable';
import { PushItem } from './push-item.svelte';

/** Everything that one sheet pushes into one repository: each item its own job. */
export class PushPlan {
  readonly target: PushTarget;
  readonly items: readonly PushItem[];
  /** The person agreed to make the repository where it is missing. */
  createRepository = $state(true);
  busy = $state(false);

  constructor(client: BerthClient, sources: readonly Pushable[], target: PushTarget) {
    this.target = target;
    this.items = sources.map((source) => new PushItem(client, source, target));
  }

  get missing(): boolean {
    return this.items.some((item) => item.missing);
  }
  /** All have been started that could be. */
  get started(): boolean {
    return this.items.some(({ jobId }) => jobId !== undefined);
  }
  /** Why nothing can be pushed yet; undefined when it can, or when it is only not known yet. */
  problemOf(item: PushItem): string | undefined {
    if (item.optionsProblem !== undefined) return item.optionsProblem;
    const { status } = item;
    if (item.tag !== '' && status.level === 'bad') return status.text;
    if (item.tag !== '' && this.items.some((other) => other !== item && other.tag === item.tag))
      return `“${item.tag}” is the tag of two: the later one would take it away.`;
    const stop = item.findings.find(
      ({ level, subject }) =>
        level === 'stop' && (subject === 'tag' || (subject === 'repository' && !item.missing)),
    );
    if (stop !== undefined) return stop.message;
    return item.missing && !this.createRepository
      ? `${this.target.name} does not exist: let it be created, or choose another repository.`
      : undefined;
  }
  get ready(): boolean {
    return (
      !this.busy &&
      this.items.length > 0 &&
      this.items.every(
        (item) => item.kind !== 'path' && item.tag !== '' && this.problemOf(item) === undefined,
      )
    );
  }
  /** Preflight says it would fail, for a reason that Berth may be wrong about. */
  get doubtful(): boolean {
    return this.items.some(({ findings }) =>
      findings.some(
        ({ level, subject }) => level === 'stop' && subject !== 'tag' && subject !== 'repository',
      ),
    );
  }

  /** Looks at all sources and asks for their tags, one after the other so that no two get the same. */
  async prepare(): Promise<void> {
    for (const item of this.items) await item.prepare(() => this.#tagsBeside(item));
  }
  /** Starts every item that has not been started. */
  async start(): Promise<void> {
    if (!this.ready) return;
    this.busy = true;
    try {
      for (const item of this.items) if (item.jobId === undefined) await item.start(this.createRepository);
    } finally {
      this.busy = false;
    }
  }
  /** Back to the form; what is taken by now is asked for again. */
  async change(): Promise<void> {
    for (const item of this.items) item.jobId = undefined;
    await this.prepare();
  }

  #tagsBeside(item: PushItem): string[] {
    return this.items.filter((other) => other !== item && other.tag !== '').map(({ tag }) => tag);
  }
}
