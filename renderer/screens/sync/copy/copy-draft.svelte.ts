import { tagProblem } from '../../../../shared/ecr/names';
import type { Image } from '../../../../shared/model/image';
import type { Repository } from '../../../../shared/model/repository';
import type { BerthClient } from '../../../bridge/berth-client';
import { PlanQuery, type SyncInput } from '../plan/plan-query.svelte';
import { totalsOf } from '../plan/plan-words';
import { PreflightQuery, type PreflightInput } from '../../preflight/preflight-query.svelte';
import { TargetChoice } from '../target/target-choice.svelte';

/** Images on their way to another repository: one, which may get another tag there, or several under their own. */
export class CopyDraft {
  readonly from: Repository;
  readonly images: readonly Image[];
  readonly choice: TargetChoice;
  readonly plan: PlanQuery;
  readonly preflight: PreflightQuery;
  /** The tag of a single image at the target; empty: it goes by its digest alone. */
  tag = $state('');
  /** A single image takes all its tags along. */
  allTags = $state(false);
  overwrite = $state(false);
  readonly #client: BerthClient;

  constructor(client: BerthClient, from: Repository, images: readonly Image[]) {
    this.#client = client;
    this.from = from;
    this.images = images;
    this.choice = new TargetChoice(from);
    this.plan = new PlanQuery(client);
    this.preflight = new PreflightQuery(client);
    this.tag = images[0]?.tags[0] ?? '';
  }

  get single(): Image | undefined {
    return this.images.length === 1 ? this.images[0] : undefined;
  }
  /** Whether tags go as they are, which a sync does; one image under one tag is a copy. */
  get many(): boolean {
    return this.single === undefined || (this.allTags && this.single.tags.length > 1);
  }
  get tags(): string[] {
    return this.images.flatMap(({ tags }) => tags);
  }
  /** Images without a tag go by their digest, each by itself. */
  get untagged(): Image[] {
    return this.images.filter(({ tags }) => tags.length === 0);
  }
  get tagProblem(): string | undefined {
    return this.many || this.tag === '' ? undefined : tagProblem(this.tag);
  }
  /** Where a single image goes. */
  get reference(): string | undefined {
    const { target } = this.choice;
    const { single } = this;
    if (target === undefined || single === undefined) return undefined;
    return this.tag === '' ? `${target.uri}@${single.digest}` : `${target.uri}:${this.tag}`;
  }

  /** What the estimate, and for several the fate of each tag, is asked with. */
  get planInput(): SyncInput | undefined {
    const { target, problem } = this.choice;
    const tags = this.many ? this.tags : (this.single?.tags.slice(0, 1) ?? []);
    if (target === undefined || problem !== undefined || tags.length === 0) return undefined;
    const { uri: to, profile: toProfile } = target;
    return {
      from: this.from.uri,
      fromProfile: this.from.profile,
      to,
      toProfile,
      tags,
      ...(this.many && { overwrite: this.overwrite }),
    };
  }
  get preflightInput(): PreflightInput | undefined {
    const { reference } = this;
    const { target, problem } = this.choice;
    if (this.many || reference === undefined || target === undefined) return undefined;
    if (problem !== undefined || this.tagProblem !== undefined) return undefined;
    const { profile } = target;
    return { reference, profile, ...(this.single !== undefined && { digest: this.single.digest }) };
  }
  /** The repository is not there: only with the person's word is it made. */
  get missing(): boolean {
    return (
      this.choice.target?.missing === true ||
      this.plan.plan?.targetExists === false ||
      this.preflight.report?.canCreate === true
    );
  }
  get findings() {
    // That the repository is missing is asked about in its own place.
    return this.preflight.findings.filter(({ subject }) => subject !== 'repository' || !this.missing);
  }

  get ready(): boolean {
    const { target, problem } = this.choice;
    if (target === undefined || problem !== undefined || this.tagProblem !== undefined) return false;
    if (this.missing && !this.choice.create) return false;
    if (!this.many) return !this.findings.some(({ level }) => level === 'stop');
    const { plan } = this.plan;
    if (this.tags.length === 0) return true;
    if (plan === undefined || !this.plan.current) return false;
    return this.untagged.length > 0 || totalsOf(plan.items, this.overwrite).moving > 0;
  }

  /** Starts the jobs. @throws AppError when the first cannot be started. */
  async start(): Promise<void> {
    const { target } = this.choice;
    if (target === undefined) return;
    const createRepository = this.missing && this.choice.create;
    const profiles = { fromProfile: this.from.profile, toProfile: target.profile };
    const copy = (digest: string, to: string) =>
      this.#client.invoke('image.copy', {
        from: `${this.from.uri}@${digest}`,
        to,
        ...profiles,
        createRepository,
      });
    if (!this.many && this.single !== undefined && this.reference !== undefined) {
      const [tag] = this.single.tags;
      const from = tag === undefined ? `@${this.single.digest}` : `:${tag}`;
      await this.#client.invoke('image.copy', {
        from: this.from.uri + from,
        to: this.reference,
        ...profiles,
        createRepository,
      });
      return;
    }
    const input = this.planInput;
    const moving = this.plan.plan === undefined ? 0 : totalsOf(this.plan.plan.items, this.overwrite).moving;
    if (input !== undefined && moving > 0)
      await this.#client.invoke('sync.start', { ...input, createRepository });
    for (const { digest } of this.untagged) await copy(digest, `${target.uri}@${digest}`);
  }
}
