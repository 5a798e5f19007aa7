import type { Profile, ProfileKind } from '../../shared/model/profile';

/** A pair of AWS files, absolute paths. Either may be missing on disk. */
export interface AwsFilePair {
  configFile: string;
  credentialsFile: string;
}

/** Endpoints that a profile sets by hand; where one is missing, the SDK's own stands. */
export interface ProfileEndpoints {
  ecr?: string;
  ecrPublic?: string;
  sts?: string;
}

/** Everything Berth knows of a profile but the secret; what is missing here is not set there. */
export interface ProfileDefinition {
  name: string;
  source: Profile['source'];
  kind: ProfileKind;
  regions: string[];
  /** Those of them that a person added in Berth. */
  addedRegions?: string[];
  accessKeyId?: string;
  roleArn?: string;
  sourceProfile?: string;
  externalId?: string;
  sessionName?: string;
  /** Seconds an assumed role lives. */
  durationSeconds?: number;
  endpoints: ProfileEndpoints;
  endpointUrl?: string;
  label?: string;
  problem?: string;
  /** The pair that defines it, for profiles from the AWS files. */
  files?: AwsFilePair;
  /** The file of that pair which names it. */
  file?: string;
}

/** The public face of a profile. An external id is only said to be there: some treat it as a secret. */
export function toProfile(definition: ProfileDefinition): Profile {
  const { name, source, kind, regions, accessKeyId, roleArn, sourceProfile, endpointUrl, label, problem, file } = definition;
  return {
    name,
    source,
    kind,
    regions,
    ...(definition.addedRegions !== undefined && { addedRegions: definition.addedRegions }),
    ...(accessKeyId !== undefined && { accessKeyId }),
    ...(roleArn !== undefined && { roleArn }),
    ...(sourceProfile !== undefined && { sourceProfile }),
    ...(definition.externalId !== undefined && { externalId: true }),
    ...(endpointUrl !== undefined && { endpointUrl }),
    ...(label !== undefined && { label }),
    ...(problem !== undefined && { problem }),
    ...(file !== undefined && { file }),
  };
}
