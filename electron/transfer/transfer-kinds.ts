import { formatImageReference, parseImageReference, type ImageReference } from '../../shared/ecr/image-reference';
import { AppError } from '../../shared/errors';
import { BulkJob } from '../../shared/model/bulk/bulk';
import type { JobOutcome } from '../../shared/model/moving/job';
import type { RepositoryKey } from '../../shared/model/repository';
import { PushArchive, PushContainer, PushImage } from '../../shared/model/moving/push-source';
import { SyncRepository } from '../../shared/model/moving/sync';
import { CopyImage, PullImage } from '../../shared/model/moving/transfer';
import type { WantedRepository } from '../ecr/repository/ensure-repository';
import { jobWork, type JobContext, type JobKinds } from '../jobs/job-kinds';
import { buildAndPush, type BuildPorts } from './build/build-and-push';
import { BuildJob, type HeldBuildArgs } from './build/held-args';
import type { ByteKinds } from './byte-kinds';
import type { RegistryAccess, TransferDocker } from './ports';
import { pullImage } from './pull-image';
import { pushContainer } from './push/push-container';
import { pushImage, type SendLocalImage } from './push/push-image';

export interface TransferKindsPorts {
  docker: TransferDocker;
  access: RegistryAccess;
  /** Those that move bytes themselves, here or in a thread of their own. */
  bytes: ByteKinds;
  build: Omit<BuildPorts, 'send'> & { heldArgs: Pick<HeldBuildArgs, 'valuesOf'> };
  /** Registry host of a profile in a region. */
  hostOf: (key: RepositoryKey) => Promise<string>;
  /** Creates the repository where it is missing; see `ensure-repository.ts`. */
  ensureRepository: (wanted: WantedRepository) => Promise<unknown>;
  /** One repository as the target of another; see `sync/sync-repository.ts`. */
  sync: (request: SyncRepository, context: JobContext) => Promise<JobOutcome>;
  /** The same change of many; see `electron/bulk`. */
  change: (job: BulkJob, context: JobContext) => Promise<JobOutcome>;
  /** An image arrived: lists that show its repository are out of date. */
  arrived: (reference: ImageReference) => void;
}

/** What each kind of transfer does with its journalled input. */
export function transferKinds(ports: TransferKindsPorts): JobKinds {
  const { docker, access, bytes, hostOf, arrived, ensureRepository } = ports;
  /** What lands in a repository: it is created first where that was agreed to, and lists that show it hear of the image. */
  const landing = async <T>({ reference, profile, createRepository, context }: Landing, work: () => Promise<T>): Promise<T> => {
    if (createRepository === true) {
      context.report({ step: 'Creating the repository', doneBytes: 0, totalBytes: 0, parts: [] });
      await ensureRepository({ host: reference.host, repository: reference.repository, ...(profile !== undefined && { profile }) });
      if (context.signal.aborted) throw new AppError('cancelled', 'Cancelled.');
    }
    const outcome = await work();
    arrived(reference);
    return outcome;
  };
  const send: SendLocalImage = ({ reference, ...push }, context) => bytes['push-image']({ ...push, reference: formatImageReference(reference) }, context);
  return {
    ...bytes,
    'push-container': jobWork(PushContainer, async ({ containerId, target, tag, createRepository, ...options }, context) => {
      const reference = { host: await hostOf(target), repository: target.name, tag };
      return landing({ reference, profile: target.profile, createRepository, context }, () =>
        pushContainer({ docker, send }, { containerId, options, reference, profile: target.profile }, context),
      );
    }),
    'push-image': jobWork(PushImage, ({ reference: text, ...input }, context) => {
      const reference = parseImageReference(text);
      return landing({ ...input, reference, context }, () => pushImage({ docker, send }, { ...input, reference }, context));
    }),
    'push-archive': jobWork(PushArchive, (input, context) =>
      landing({ ...input, reference: parseImageReference(input.reference), context }, () => bytes['push-archive'](input, context)),
    ),
    change: jobWork(BulkJob, (input, context) => ports.change(input, context)),
    sync: jobWork(SyncRepository, (request, context) => ports.sync(request, context)),
    build: jobWork(BuildJob, async ({ createRepository, args, ...input }, context) => {
      const build = (): Promise<JobOutcome> => buildAndPush({ ...ports.build, send }, { ...input, buildArgs: { ...ports.build.heldArgs.valuesOf(args) } }, context);
      return input.reference === undefined ? build() : landing({ reference: parseImageReference(input.reference), profile: input.profile, createRepository, context }, build);
    }),
    copy: jobWork(CopyImage, ({ createRepository, ...input }, context) =>
      landing({ reference: parseImageReference(input.to), profile: input.toProfile, createRepository, context }, () => bytes.copy(input, context)),
    ),
    pull: jobWork(PullImage, ({ reference, ...input }, context) =>
      pullImage({ docker, access }, { ...input, reference: parseImageReference(reference) }, context),
    ),
  };
}

interface Landing {
  reference: ImageReference;
  profile?: string | undefined;
  createRepository?: boolean | undefined;
  context: JobContext;
}
