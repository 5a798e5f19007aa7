import { type AppError, toAppError } from '../../../../shared/errors';
import type { PreflightReport } from '../../../../shared/model/moving/preflight';
import type { DroppedPath, PushProposal, PushSource } from '../../../../shared/model/moving/push-source';
import type { BerthClient } from '../../../bridge/berth-client';
import { fileName, pushableName, sourceOf, type Pushable, type PushTarget } from '../../../state/pushable';
import { labelsFrom, labelsProblem, type LabelRow } from './labels';
import { ArchiveChoices, BuildChoices, CommitChoices } from './source-options.svelte';
import { tagStatus, type TagStatus } from './tag-status';

/** One thing to push: what it is, its tag, what is known of both, and at last its job. */
export class PushItem {
  readonly #client: BerthClient;
  readonly source: Pushable;
  readonly target: PushTarget;
  tag = $state('');
  /** The tag that a proposal put where none had been typed. */
  filledIn = $state<string>();
  labels = $state<LabelRow[]>([]);
  /** Labels that git can fill are taken along. */
  gitLabels = $state(true);
  /** What a dropped path turned out to be. */
  dropped = $state.raw<DroppedPath>();
  commit = $state.raw<CommitChoices>();
  archive = $state.raw<ArchiveChoices>();
  build = $state.raw<BuildChoices>();
  proposal = $state.raw<PushProposal>();
  report = $state.raw<PreflightReport>();
  checking = $state(false);
  failure = $state.raw<AppError>();
  jobId = $state<string>();

  constructor(client: BerthClient, source: Pushable, target: PushTarget) {
    this.#client = client;
    this.source = source;
    this.target = target;
    if (source.kind === 'container') this.commit = new CommitChoices(source.container);
    // New labels give an image a new digest: nothing a person wants unasked.
    if (source.kind === 'image') this.gitLabels = false;
  }

  get name(): string {
    return this.dropped?.name ?? pushableName(this.source);
  }
  get kind(): PushSource['kind'] | 'path' {
    return this.source.kind === 'path' ? (this.dropped?.kind ?? 'path') : this.source.kind;
  }
  get reference(): string {
    return `${this.target.uri}:${this.tag}`;
  }
  /** Neither labels nor anything else of an archive's image can be changed. */
  get takesLabels(): boolean {
    return this.kind === 'container' || this.kind === 'build' || this.kind === 'image';
  }
  get allLabels(): Record<string, string> {
    return { ...(this.gitLabels && this.proposal?.labels), ...labelsFrom(this.labels) };
  }
  get labelsProblem(): string | undefined {
    return labelsProblem(this.labels);
  }
  get optionsProblem(): string | undefined {
    return this.labelsProblem ?? this.commit?.problem ?? this.archive?.problem ?? this.build?.problem;
  }
  get status(): TagStatus {
    return tagStatus(this.tag, this.proposal);
  }
  /** What preflight found for the tag as it stands; an answer about another one says nothing. */
  get findings(): PreflightReport['findings'] {
    return this.report?.reference === this.reference ? this.report.findings : [];
  }
  /** The repository is not there: only with the person's word is it made. */
  get missing(): boolean {
    if (this.target.missing === true || this.proposal?.repositoryExists === false) return true;
    return this.report?.reference === this.reference && this.report.canCreate;
  }

  /** Looks at a dropped path, then asks for tags. @param taken tags that other items of the same push have */
  async prepare(taken: () => readonly string[]): Promise<void> {
    this.failure = undefined;
    try {
      if (this.source.kind === 'path' && this.dropped === undefined)
        this.#found(await this.#client.invoke('push.inspect', { path: this.source.path }));
    } catch (thrown) {
      this.failure = toAppError(thrown);
      return;
    }
    await this.propose(taken);
  }

  /** Asks for tag proposals; takes the first that is free, unless a tag has been typed already. */
  async propose(taken: () => readonly string[]): Promise<void> {
    const source = this.#pushSource();
    if (source === undefined) return;
    const { profile, region, name } = this.target;
    try {
      const proposal = await this.#client.invoke('push.propose', {
        source,
        target: { profile, region, name },
      });
      this.proposal = proposal;
      if (this.tag !== '') return;
      const others = taken();
      const free = proposal.proposals.find(({ tag }) => !proposal.existingTags.includes(tag));
      const tag = (free ?? proposal.proposals[0])?.tag ?? '';
      this.tag = others.includes(tag) ? `${tag}-${tagPart(this.name)}`.slice(0, 128) : tag;
      this.filledIn = this.tag;
    } catch (thrown) {
      // Without proposals a tag can still be typed; preflight says what else is wrong.
      if (this.target.missing !== true) this.failure = toAppError(thrown);
    }
  }

  /** Has everything looked at that could refuse the push. Silent where that cannot be asked: the job says it then. */
  async check(): Promise<void> {
    const { reference } = this;
    const { profile } = this.target;
    this.checking = true;
    try {
      const digest = this.archive?.chosen?.digest;
      const report = await this.#client.invoke('push.preflight', {
        reference,
        profile,
        ...(digest !== undefined && { digest }),
      });
      if (reference === this.reference) this.report = { ...report, reference };
    } catch {
      if (reference === this.reference) this.report = undefined;
    } finally {
      if (reference === this.reference) this.checking = false;
    }
  }

  /** Starts the job. @param createRepository the person agreed to make the repository */
  async start(createRepository: boolean): Promise<void> {
    this.failure = undefined;
    try {
      this.jobId = (await this.#begin({ createRepository: createRepository && this.missing })).jobId;
    } catch (thrown) {
      this.failure = toAppError(thrown);
    }
  }

  #begin({ createRepository }: { createRepository: boolean }): Promise<{ jobId: string }> {
    const { source, dropped, reference, tag } = this;
    const { profile, region, name } = this.target;
    const create = createRepository && { createRepository };
    const labels = this.allLabels;
    if (source.kind === 'container')
      return this.#client.invoke('container.push', {
        containerId: source.container.id,
        target: { profile, region, name },
        tag,
        labels,
        ...this.commit?.input,
        ...create,
      });
    const to = { reference, profile, ...create };
    if (source.kind === 'image')
      return this.#client.invoke('image.push', {
        image: source.image.references[0] ?? source.image.id,
        ...to,
        ...(Object.keys(labels).length > 0 && { labels }),
      });
    if (dropped?.kind === 'build')
      return this.#client.invoke('image.build', {
        folder: dropped.path,
        // Those from git are read again when it is built: by then the tree may have changed.
        labels: labelsFrom(this.labels),
        gitLabels: this.gitLabels,
        ...this.build?.input,
        ...to,
      });
    return this.#client.invoke('image.pushArchive', { file: source.path, ...this.archive?.input, ...to });
  }

  #found(dropped: DroppedPath): void {
    this.dropped = dropped;
    if (dropped.kind === 'archive') this.archive = new ArchiveChoices(dropped);
    else this.build = new BuildChoices(dropped);
  }
  #pushSource(): PushSource | undefined {
    if (this.source.kind !== 'path') return sourceOf(this.source);
    if (this.dropped === undefined) return undefined;
    const { kind, path } = this.dropped;
    return kind === 'archive' ? { kind, file: path } : { kind, folder: path };
  }
}

/** A name as the end of a tag. */
const tagPart = (name: string): string =>
  fileName(name)
    .toLowerCase()
    .replace(/[^a-z0-9._-]+/g, '-')
    .replace(/^[.-]+|-+$/g, '');
