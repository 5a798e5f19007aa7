/** Answers of ECR as they are on the wire, made into models. They come from whatever answers at the endpoint: every member is looked at. */
import type { Image } from '../../../../shared/model/image';
import { TagMutability, type Repository } from '../../../../shared/model/repository';
import { strangeAnswer } from '../../../ecr/call-ecr';
import type { Page, SourceKey } from '../ports';

type Members = Record<string, unknown>;

const membersOf = (value: unknown): Members | undefined => (typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Members) : undefined);
const text = (value: unknown): string | undefined => (typeof value === 'string' && value !== '' ? value : undefined);

/** Seconds since the epoch, as JSON 1.1 writes times; what is no time is none. */
function instant(value: unknown): string | undefined {
  if (typeof value !== 'number' || !Number.isFinite(value) || Math.abs(value) > 8.64e12) return undefined;
  return new Date(value * 1000).toISOString();
}

/** The rows under `member`, each read by `row`. @throws AppError `registry-failed` for what is no such answer. */
export function readPage<T>(answer: unknown, { member, operation, row }: { member: string; operation: string; row: (members: Members) => T | undefined }): Page<T> {
  const members = membersOf(answer);
  const rows = members?.[member];
  if (!Array.isArray(rows)) throw strangeAnswer(operation);
  const items = rows.map((each) => {
    const own = membersOf(each);
    const item = own === undefined ? undefined : row(own);
    if (item === undefined) throw strangeAnswer(operation);
    return item;
  });
  const nextToken = text(members?.nextToken);
  return { items, ...(nextToken !== undefined && { nextToken }) };
}

/** A repository of either registry; what public ones do not have, they have as private ones by default. */
export function repositoryOfMembers(members: Members, source: SourceKey): Repository | undefined {
  const accountId = text(members.registryId);
  const name = text(members.repositoryName);
  const uri = text(members.repositoryUri);
  const arn = text(members.repositoryArn);
  if (accountId === undefined || name === undefined || uri === undefined || arn === undefined || !uri.endsWith(`/${name}`)) return undefined;
  const createdAt = instant(members.createdAt);
  const mutability = TagMutability.safeParse(members.imageTagMutability);
  const filters: unknown = members.imageTagMutabilityExclusionFilters;
  return {
    profile: source.profile, region: source.region, accountId, name, uri, arn,
    ...(source.registry === 'public' && { registry: 'public' as const }),
    host: uri.slice(0, uri.length - name.length - 1),
    ...(createdAt !== undefined && { createdAt }),
    mutability: mutability.success ? mutability.data : 'MUTABLE',
    mutabilityExclusions: Array.isArray(filters) ? filters.flatMap((each) => text(membersOf(each)?.filter) ?? []) : [],
    scanOnPush: membersOf(members.imageScanningConfiguration)?.scanOnPush === true,
    encryption: text(membersOf(members.encryptionConfiguration)?.encryptionType) ?? 'AES256',
  };
}

export function imageOfMembers(members: Members): Image | undefined {
  const digest = text(members.imageDigest);
  if (digest === undefined) return undefined;
  const { imageTags, imageSizeInBytes, imageStatus } = members;
  const pushedAt = instant(members.imagePushedAt);
  const lastPulledAt = instant(members.lastRecordedPullTime);
  const mediaType = text(members.imageManifestMediaType);
  const artifactType = text(members.artifactMediaType);
  const findings = countsOf(membersOf(members.imageScanFindingsSummary)?.findingSeverityCounts);
  const storage = imageStatus === 'ARCHIVED' ? ('archived' as const) : imageStatus === 'ACTIVATING' ? ('activating' as const) : undefined;
  return {
    digest,
    tags: Array.isArray(imageTags) ? imageTags.filter((tag) => typeof tag === 'string') : [],
    sizeBytes: typeof imageSizeInBytes === 'number' && imageSizeInBytes >= 0 ? imageSizeInBytes : 0,
    ...(pushedAt !== undefined && { pushedAt }),
    ...(lastPulledAt !== undefined && { lastPulledAt }),
    ...(mediaType !== undefined && { mediaType }),
    ...(artifactType !== undefined && { artifactType }),
    ...(findings !== undefined && { findings }),
    ...(storage !== undefined && { storage }),
  };
}

export function tagOfMembers({ Key, Value }: Members): readonly [key: string, value: string] | undefined {
  return typeof Key === 'string' && typeof Value === 'string' ? [Key, Value] : undefined;
}

function countsOf(value: unknown): Record<string, number> | undefined {
  const members = membersOf(value);
  if (members === undefined) return undefined;
  const counts: Record<string, number> = {};
  for (const [key, count] of Object.entries(members)) if (typeof count === 'number') counts[key] = count;
  return counts;
}
