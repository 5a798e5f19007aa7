import type { Repository } from '../../shared/model/repository';

/** A repository to test with; account 111111111111 in eu-central-1, seen by `dev`, unless told otherwise. */
export function repository(name: string, over: Partial<Repository> = {}): Repository {
  const { accountId = '111111111111', region = 'eu-central-1' } = over;
  const host = `${accountId}.dkr.ecr.${region}.amazonaws.com`;
  return {
    profile: 'dev',
    accountId,
    region,
    host,
    name,
    uri: `${host}/${name}`,
    arn: `arn:aws:ecr:${region}:${accountId}:repository/${name}`,
    mutability: 'MUTABLE',
    mutabilityExclusions: [],
    scanOnPush: false,
    encryption: 'AES256',
    ...over,
  };
}
