import type { ProfileDefinition } from '../../profiles/profile-definition';

/** The region of each partition that stands for all of it (`implicitGlobalRegion` of the SDKs' partition data). */
const GLOBAL_REGIONS: Readonly<Record<string, string>> = {
  aws: 'us-east-1',
  'aws-cn': 'cn-northwest-1',
  'aws-us-gov': 'us-gov-west-1',
  'aws-eusc': 'eusc-de-east-1',
  'aws-iso': 'us-iso-east-1',
  'aws-iso-b': 'us-isob-east-1',
  'aws-iso-e': 'eu-isoe-west-1',
  'aws-iso-f': 'us-isof-south-1',
};

/** Where to ask STS: in the profile's region, its source's, or one of the partition that its role belongs to. */
export function stsRegion({ regions, roleArn, sso }: ProfileDefinition, source?: ProfileDefinition): string {
  const partition = roleArn?.split(':')[1] ?? 'aws';
  return regions[0] ?? source?.regions[0] ?? sso?.region ?? GLOBAL_REGIONS[partition] ?? 'us-east-1';
}
