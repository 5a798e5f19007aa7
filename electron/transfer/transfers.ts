import { parseImageReference } from '../../shared/ecr/image-reference';
import { tagProblem } from '../../shared/ecr/names';
import { AppError } from '../../shared/errors';
import type { Container } from '../../shared/model/container';
import type { Job, JobKind } from '../../shared/model/moving/job';
import type { RepositoryKey } from '../../shared/model/repository';
import type { BuildImage, PushArchive, PushContainer, PushImage, PushProposal, PushSource } from '../../shared/model/moving/push-source';
import type { CopyImage, ExportImage, PullImage } from '../../shared/model/moving/transfer';
import type { HeldBuildArgs } from './build/held-args';
import { proposePush, type ProposalPorts } from './proposal/propose-push';

export interface TransfersPorts extends ProposalPorts {
  jobs: { begin(job: { kind: JobKind; title: string; input: Job['input'] }): string };
  docker: ProposalPorts['docker'] & { state(): { containers: Container[] } };
  /** Keeps the values of build arguments, which no journal may have. */
  heldArgs: Pick<HeldBuildArgs, 'hold'>;
}

/** Starts transfers as jobs. What is wrong with the input is said at once, before there is a job. */
export class Transfers {
  readonly #ports: TransfersPorts;

  constructor(ports: TransfersPorts) {
    this.#ports = ports;
  }

  /** See `propose-push.ts`. */
  proposePush(asked: { source: PushSource; target: RepositoryKey }): Promise<PushProposal> {
    return proposePush(this.#ports, asked);
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

  /** @throws AppError `invalid-input`, `invalid-reference` for a build that has nowhere to go, or a Dockerfile elsewhere. */
  build({ buildArgs, ...input }: BuildImage): string {
    const { folder, dockerfile = '', reference, localName } = input;
    if (/^([\\/]|[a-z]:)|(^|[\\/])\.\.([\\/]|$)/i.test(dockerfile)) {
      throw new AppError('invalid-input', 'The Dockerfile is not in the folder.', { hint: 'Name a file of the folder, or choose another folder.' });
    }
    const place = reference ?? localName;
    if (place === undefined) throw new AppError('invalid-input', 'A build needs a place to go.', { hint: 'Choose a repository, or a local name.' });
    if (localName !== undefined) shortName(localName);
    const args = this.#ports.heldArgs.hold(buildArgs);
    const name = folder.replace(/[\\/]+$/, '').replace(/^.*[\\/]/, '') || folder;
    return this.#begin('build', `Build ${name} → ${shortName(place)}`, { ...input, ...(args !== undefined && { args }) });
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
