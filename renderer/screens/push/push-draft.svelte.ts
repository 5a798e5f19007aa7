import { type AppError, toAppError } from '../../../shared/errors';
import type { Container } from '../../../shared/model/container';
import type { PushTarget } from '../../state/pushable';
import type { PushProposal } from '../../../shared/model/push-source';
import type { BerthClient } from '../../bridge/berth-client';
import { type LabelRow, labelsFrom, labelsProblem } from './labels';
import { tagStatus } from './tag-status';

/** What a person is about to push, from the drop to the job's id. */
export class PushDraft {
  readonly #client: BerthClient;
  readonly #containerId: string;
  readonly #target: { profile: string; region: string; name: string };
  tag = $state('');
  message = $state('');
  author = $state('');
  pause = $state(true);
  labels = $state<LabelRow[]>([]);
  proposal = $state.raw<PushProposal>();
  failure = $state.raw<AppError>();
  jobId = $state<string>();
  busy = $state(false);

  constructor(client: BerthClient, container: Container, { profile, region, name }: PushTarget) {
    this.#client = client;
    this.#containerId = container.id;
    this.#target = { profile, region, name };
  }

  get status() {
    return tagStatus(this.tag, this.proposal);
  }
  get labelsProblem(): string | undefined {
    return labelsProblem(this.labels);
  }
  get ready(): boolean {
    return !this.busy && this.status.level !== 'bad' && this.labelsProblem === undefined;
  }

  /** Asks for tag proposals; takes the first one that is free, unless a tag has been typed already. */
  async propose(): Promise<void> {
    try {
      const proposal = await this.#client.invoke('push.propose', {
        source: { kind: 'container', containerId: this.#containerId },
        target: this.#target,
      });
      this.proposal = proposal;
      if (this.tag !== '') return;
      const free = proposal.proposals.find(({ tag }) => !proposal.existingTags.includes(tag));
      this.tag = (free ?? proposal.proposals[0])?.tag ?? '';
    } catch (thrown) {
      this.failure = toAppError(thrown);
    }
  }

  async push(): Promise<void> {
    if (!this.ready) return;
    this.busy = true;
    this.failure = undefined;
    try {
      const { jobId } = await this.#client.invoke('container.push', {
        containerId: this.#containerId,
        target: this.#target,
        tag: this.tag,
        pause: this.pause,
        labels: labelsFrom(this.labels),
        ...(this.message !== '' && { message: this.message }),
        ...(this.author !== '' && { author: this.author }),
      });
      this.jobId = jobId;
    } catch (thrown) {
      this.failure = toAppError(thrown);
    } finally {
      this.busy = false;
    }
  }
}
