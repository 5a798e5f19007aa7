import type { Profile } from '../../shared/model/profile';
import type { EcrScope } from '../ecr/ports';

/** A (profile, region) to look at. `definition` differs when the profile leads somewhere else than before. */
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
        definition: JSON.stringify([accessKeyId, roleArn, sourceProfile, endpointUrl]),
      })),
    );
}
