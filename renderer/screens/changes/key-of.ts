import type { Repository, RepositoryKey } from '../../../shared/model/repository';

/** What names a repository in a command. */
export const keyOf = ({ profile, region, name, registry }: Repository): RepositoryKey => ({
  profile,
  region,
  name,
  ...(registry !== undefined && { registry }),
});
