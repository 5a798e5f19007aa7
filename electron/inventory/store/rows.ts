import type { FoundImage, Image } from '../../../shared/model/image';
import type { Repository, RepositoryStatistics } from '../../../shared/model/repository';
import { DIGEST } from './sql/search-terms';

/** ISO 8601 ↔ epoch milliseconds; what is no instant is none. */
export const millisecondsOf = (instant: string | undefined): number | null => {
  if (instant === undefined) return null;
  const at = Date.parse(instant);
  return Number.isNaN(at) ? null : at;
};
const instantOf = (milliseconds: number): string => new Date(milliseconds).toISOString();

/** What only shows: kept as JSON. */
export type RepositoryRest = Pick<Repository, 'arn' | 'mutability' | 'mutabilityExclusions' | 'scanOnPush' | 'encryption' | 'resourceTags'>;

export type RepositoryRow = readonly [
  name: string, uri: string, host: string, account: string, region: string, registry: string, profiles: string, created: number | null, readAt: number | null,
  images: number | null, size: number | null, untagged: number | null, newest: number | null, pulled: number | null, cost: number | null, unique: number | null,
  findings: string | null, rest: string,
];
/** The columns of a `RepositoryRow`, of `repository r JOIN detail d`. */
export const REPOSITORY_COLUMNS =
  'r.name, r.uri, r.host, r.account, r.region, r.registry, r.profiles, r.created, r.read_at, r.images, r.size, r.untagged, r.newest, r.pulled, r.cost, r.unique_size, r.findings, d.json';

/** The repository as `profile` sees it, or the first of those that do. */
export function repositoryOf(row: RepositoryRow, profile?: string): Repository {
  const [name, uri, host, accountId, region, registry, profiles, created, readAt, images, size, untagged, newest, pulled, cost, unique, findings, rest] = row;
  const statistics: RepositoryStatistics | undefined =
    readAt === null
      ? undefined
      : {
          images: images ?? 0, sizeBytes: size ?? 0, untagged: untagged ?? 0, readAt: instantOf(readAt),
          ...(newest !== null && { newestPushAt: instantOf(newest) }),
          ...(pulled !== null && { lastPullAt: instantOf(pulled) }),
          ...(cost !== null && { monthlyCost: cost }),
          ...(unique !== null && { uniqueBytes: unique }),
          ...(findings !== null && { findings: JSON.parse(findings) as Record<string, number> }),
        };
  return {
    profile: profile ?? firstLine(profiles), accountId, region, host, name, uri,
    ...(JSON.parse(rest) as RepositoryRest),
    ...(registry === 'public' && { registry: 'public' as const }),
    ...(created !== null && { createdAt: instantOf(created) }),
    ...(statistics !== undefined && { statistics }),
  };
}

export const firstLine = (lines: string): string => lines.slice(1, lines.indexOf('\n', 1));

/** What few images have: kept as JSON. */
export type ImageRest = Pick<Image, 'artifactType' | 'platforms' | 'findings' | 'storage' | 'labels'>;

export type ImageRow = readonly [digest: string, tags: string | null, size: number, pushed: number | null, pulled: number | null, media: string | null, childOf: string | null, rest: string | null];
/** The columns of an `ImageRow`, of `image i`. */
export const IMAGE_COLUMNS = `${DIGEST}, i.tags, i.size, i.pushed, i.pulled, (SELECT type FROM media WHERE id = i.media), i.child_of, i.rest`;

export function imageOf([digest, tags, sizeBytes, pushed, pulled, mediaType, childOf, rest]: ImageRow): Image {
  return {
    digest, sizeBytes,
    tags: tags === null ? [] : (JSON.parse(tags) as string[]),
    ...(pushed !== null && { pushedAt: instantOf(pushed) }),
    ...(pulled !== null && { lastPulledAt: instantOf(pulled) }),
    ...(mediaType !== null && { mediaType }),
    ...(childOf !== null && { childOf }),
    ...(rest !== null && (JSON.parse(rest) as ImageRest)),
  };
}

export type FoundRow = readonly [name: string, uri: string, region: string, registry: string, profiles: string, ...image: ImageRow];
/** The columns of a `FoundRow`, of `image i JOIN repository r`. */
export const FOUND_COLUMNS = `r.name, r.uri, r.region, r.registry, r.profiles, ${IMAGE_COLUMNS}`;

export function foundOf([name, uri, region, registry, profiles, ...image]: FoundRow, profile?: string): FoundImage {
  const repository = { profile: profile ?? firstLine(profiles), region, name, ...(registry === 'public' && { registry: 'public' as const }) };
  return { ...imageOf(image), repository, uri };
}
