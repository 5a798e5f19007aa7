import type { Repository } from '../../../shared/model/repository';
import type { SyncRepository } from '../../../shared/model/moving/sync';
import type { BerthClient } from '../../bridge/berth-client';
import { PlanQuery, type SyncInput } from './plan/plan-query.svelte';
import { changesAnything } from './plan/plan-words';
import { countFitting, patternProblem, patternsIn } from './tag-filter';
import { TargetChoice } from './target/target-choice.svelte';

export type Carried = SyncRepository['carry'][number];
/** Tags of the source are counted from this many images at most. */
const MOST_COUNTED = 20_000;

/** One repository into another: which of its tags, and how. */
export class SyncDraft {
  readonly from: Repository;
  readonly choice: TargetChoice;
  readonly plan: PlanQuery;
  include = $state('');
  exclude = $state('');
  newest = $state('');
  overwrite = $state(false);
  carry = $state<Record<Carried, boolean>>({ settings: false, policy: false, lifecycle: false });
  /** All tags of the source, for counting while one types; undefined until they are known. */
  #tags = $state.raw<readonly string[]>();
  readonly #client: BerthClient;

  constructor(client: BerthClient, from: Repository) {
    this.#client = client;
    this.from = from;
    this.choice = new TargetChoice(from);
    this.plan = new PlanQuery(client);
  }

  get includeProblem(): string | undefined {
    return patternProblem(this.include);
  }
  get excludeProblem(): string | undefined {
    return patternProblem(this.exclude);
  }
  get newestProblem(): string | undefined {
    return this.newest.trim() === '' || /^[1-9]\d{0,6}$/.test(this.newest.trim())
      ? undefined
      : 'A whole number, or nothing for all of them.';
  }
  /** How many tags the filters mean, of how many; undefined until that is known. */
  get counts(): { fitting: number; all: number } | undefined {
    const tags = this.#tags;
    if (tags === undefined) return undefined;
    const fitting = countFitting(tags, {
      include: patternsIn(this.include),
      exclude: patternsIn(this.exclude),
    });
    const newest = this.newestProblem === undefined ? Number(this.newest.trim()) : 0;
    return { fitting: newest > 0 ? Math.min(newest, fitting) : fitting, all: tags.length };
  }

  get input(): SyncInput | undefined {
    const { target, problem } = this.choice;
    if (target === undefined || problem !== undefined) return undefined;
    if ((this.includeProblem ?? this.excludeProblem ?? this.newestProblem) !== undefined) return undefined;
    const { carry } = this;
    return {
      from: this.from.uri,
      fromProfile: this.from.profile,
      to: target.uri,
      toProfile: target.profile,
      tags: patternsIn(this.include),
      exclude: patternsIn(this.exclude),
      ...(this.newest.trim() !== '' && { newest: Number(this.newest.trim()) }),
      overwrite: this.overwrite,
      carry: (['settings', 'policy', 'lifecycle'] as const).filter((what) => carry[what]),
    };
  }
  get missing(): boolean {
    return this.choice.target?.missing === true || this.plan.plan?.targetExists === false;
  }
  get ready(): boolean {
    const { plan } = this.plan;
    if (plan === undefined || !this.plan.current || (this.missing && !this.choice.create)) return false;
    return changesAnything(plan, this.overwrite) || (this.missing && this.choice.create);
  }

  /** Reads the tags of the source, as the window has them already. Without them nothing is counted beforehand. */
  async count(): Promise<void> {
    const { profile, region, name } = this.from;
    const limit = 1_000;
    const tags: string[] = [];
    for (let offset = 0; offset < MOST_COUNTED; offset += limit) {
      const page = await this.#client
        .invoke('image.query', { profile, region, name, offset, limit })
        .catch(() => undefined);
      if (page === undefined) return;
      tags.push(...page.rows.flatMap((image) => image.tags));
      if (offset + limit >= page.total) {
        this.#tags = tags;
        return;
      }
    }
  }
  async start(): Promise<void> {
    const { input } = this;
    const createRepository = this.missing && this.choice.create;
    if (input !== undefined) await this.#client.invoke('sync.start', { ...input, createRepository });
  }
}
