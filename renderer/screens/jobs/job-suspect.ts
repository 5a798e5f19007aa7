import { z } from 'zod';
import type { ErrorCode } from '../../../shared/errors';
import { privateRegistryHost } from '../../../shared/ecr/registry-host';
import type { Job } from '../../../shared/model/moving/job';
import type { InventorySource } from '../../../shared/model/repository';
import { PushArchive, PushContainer, PushImage } from '../../../shared/model/moving/push-source';
import { CopyImage, PullImage } from '../../../shared/model/moving/transfer';

/** What may have its cause on the way from Docker's sign-in to AWS. */
const ON_THE_WAY: readonly ErrorCode[] = [
  'access-denied',
  'clock-skew',
  'credentials-invalid',
  'credentials-missing',
  'docker-config-malformed',
  'docker-helper-failed',
  'network',
  'registry-failed',
  'registry-unauthorized',
  'session-expired',
];

/** The registry side of a job's input: a reference, or a repository with a tag. */
const Target = z.union([
  PullImage.pick({ reference: true }),
  PushImage.pick({ reference: true }),
  PushArchive.pick({ reference: true }),
  CopyImage.pick({ to: true }).transform(({ to }) => ({ reference: to })),
  PushContainer.pick({ target: true, tag: true }),
]);

/**
 * The reference a failed job could not get in at, to look for the cause; undefined when the cause lies elsewhere.
 * `sources` know the accounts behind profiles.
 */
export function suspectOf(job: Job, sources: readonly InventorySource[]): string | undefined {
  if (job.status !== 'failed' || job.error === undefined || !ON_THE_WAY.includes(job.error.code))
    return undefined;
  const { data } = Target.safeParse(job.input);
  if (data === undefined) return undefined;
  if ('reference' in data) return data.reference;
  const { profile, region, name } = data.target;
  const accountId = sources.find((source) => source.profile === profile)?.accountId;
  return accountId === undefined
    ? undefined
    : `${privateRegistryHost({ accountId, region })}/${name}:${data.tag}`;
}
