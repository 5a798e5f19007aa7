import { createHash } from 'node:crypto';
import type { Profile } from '../../shared/model/profile';
import type { EcrScope } from '../ecr/ports';
import type { WantedSource } from './crawl/ports';

/** A (profile, region) to look at. `definition` differs when the profile leads somewhere else than before; it is kept on disk, and tells nothing of it. */
export interface Source extends EcrScope {
  id: string;
  definition: string;
}

/** The name of a (profile, region); no profile name has a space in it. */
export const sourceId = ({ profile, region }: EcrScope): string => `${profile} ${region}`;

/** Usable profiles × their regions, in the order of the profiles. */
export function sourcesOf(profiles: readonly Profile[]): Source[] {
  return profiles
    .filter((profile) => profile.problem === undefined)
    .flatMap(({ name, regions, accessKeyId, roleArn, sourceProfile, endpointUrl }) =>
      [...new Set(regions)].map((region) => ({
        id: sourceId({ profile: name, region }),
        profile: name,
        region,
        definition: createHash('sha256').update(JSON.stringify([accessKeyId, roleArn, sourceProfile, endpointUrl])).digest('base64url'),
      })),
    );
}

/** ECR Public's API is here alone, and for accounts of the commercial partition. */
const PUBLIC_REGION = 'us-east-1';
const OTHER_PARTITION = /^(cn|us-gov|us-iso|us-isob|eu-isoe|eusc|us-isof)-/;

/** All that the index is filled from: each profile's private registries and, behind them, its account's public one. */
export function crawledSources(profiles: readonly Profile[]): WantedSource[] {
  const sources = sourcesOf(profiles);
  const withPublic = new Map(sources.filter(({ region }) => !OTHER_PARTITION.test(region)).map(({ profile, definition }) => [profile, definition]));
  return [
    ...sources.map(({ profile, region, definition }) => ({ profile, region, registry: 'private' as const, definition })),
    ...[...withPublic].map(([profile, definition]) => ({ profile, region: PUBLIC_REGION, registry: 'public' as const, definition })),
  ];
}
