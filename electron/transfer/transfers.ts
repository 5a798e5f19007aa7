import { parseImageReference } from '../../shared/ecr/image-reference';
import { tagProblem } from '../../shared/ecr/names';
import { proposeTags } from '../../shared/ecr/tag-proposals';
import { AppError } from '../../shared/errors';
import type { Container } from '../../shared/model/container';
import type { Image } from '../../shared/model/image';
import type { Job, JobKind } from '../../shared/model/job';
import type { Repository, RepositoryKey } from '../../shared/model/repository';
import type { PushArchive, PushContainer, PushImage, PushProposal, PushSource } from '../../shared/model/push-source';
import type { CopyImage, ExportImage, PullImage } from '../../shared/model/transfer';
import type { LocalContainer } from '../docker/docker-engine';

export interface TransfersPorts {
  jobs: { begin(job: { kind: JobKind; title: string; input: Job['input'] }): string };
  docker: { inspectContainer(id: string): Promise<LocalContainer>; state(): { containers: Container[] } };
  describe(key: RepositoryKey): Promise<Repository>;
  /** Tagged images of a repository, newest first. */
  newestImages(key: RepositoryKey): Promise<Image[]>;
  /** Today in the person's calendar, `2026-11-21`. */
  today(): string;
}

/** Starts transfers as jobs. What is wrong with the input is said at once, before there is a job. */
export class Transfers {
  readonly #ports: TransfersPorts;

  constructor(ports: TransfersPorts) {
    this.#ports = ports;
  }

  /** Tags to choose from for what is pushed, and what the repository will say to them. */
  async proposePush({ source, target }: { source: PushSource; target: RepositoryKey }): Promise<PushProposal> {
    if (source.kind !== 'container') throw new AppError('unsupported', 'Tags are proposed for containers only.', { hint: 'Type a tag.' });
    const { containerId } = source;
    const [container, repository, images] = await Promise.all([
      this.#ports.docker.inspectContainer(containerId),
      this.#ports.describe(target),
      this.#ports.newestImages(target),
    ]);
    const existingTags = images.flatMap(({ tags }) => tags);
    const { mutability, mutabilityExclusions } = repository;
    const { image, labels } = container;
    const proposals = proposeTags({ image, labels, existingTags, mutability, mutabilityExclusions, today: this.#ports.today() });
    return { proposals, existingTags: existingTags.slice(0, 100), mutability, mutabilityExclusions, labels: {}, repositoryExists: true };
  }

  pushContainer(input: PushContainer): string {
    const problem = tagProblem(input.tag);
    if (problem !== undefined) throw new AppError('invalid-input', problem, { hint: 'Choose another tag.' });
    const known = this.#ports.docker.state().containers.find(({ id }) => id === input.containerId);
    const name = known?.name ?? input.containerId.slice(0, 12);
    return this.#begin('push-container', `${name} → ${input.target.name}:${input.tag}`, input);
  }

  pull(input: PullImage): string {
    return this.#begin('pull', `Pull ${shortName(input.reference)}`, input);
  }

  export(input: ExportImage): string {
    return this.#begin('export', `Save ${shortName(input.reference)}`, input);
  }

  pushImage(input: PushImage): string {
    return this.#begin('push-image', `${input.image} → ${shortName(input.reference)}`, input);
  }

  pushArchive(input: PushArchive): string {
    return this.#begin('push-archive', `${input.file.replace(/^.*[\\/]/, '')} → ${shortName(input.reference)}`, input);
  }

  copy(input: CopyImage): string {
    return this.#begin('copy', `Copy ${shortName(input.from)} → ${shortName(input.to)}`, input);
  }

  #begin(kind: JobKind, title: string, input: object): string {
    // Through JSON, so that a job's input is plain data and what is undefined is absent.
    return this.#ports.jobs.begin({ kind, title, input: JSON.parse(JSON.stringify(input)) as Job['input'] });
  }
}

/** Repository and tag without the host, which a title has no room for. @throws AppError `invalid-reference`. */
function shortName(text: string): string {
  const { repository, tag, digest } = parseImageReference(text);
  return `${repository}${tag !== undefined ? `:${tag}` : digest !== undefined ? `@${digest.slice(7, 19)}` : ':latest'}`;
}
