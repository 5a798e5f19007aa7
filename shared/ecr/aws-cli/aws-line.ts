import type { RepositoryKey } from '../../model/repository';
import { shellQuote } from './shell-quote';

/** What a command line says besides the change itself: only what was found out by reading. */
export interface CliFacts {
  /** Account of the registry. */
  accountId?: string;
  /** ARN of the repository; `TagResource` takes nothing else. */
  arn?: string;
  /** Digests of a deletion in the order and batches in which they go: indexes before their children. */
  batches?: readonly (readonly string[])[];
  /** Manifest of an index that is put together, exactly. */
  manifest?: string;
}

/** Options in order; a value that is a list stands for several words, `true` for an option without a value. */
export type CliOptions = readonly (readonly [name: string, value: string | readonly string[] | true])[];

/** `aws ecr OPERATION --… --registry-id … --region … --profile …`, quoted for a POSIX shell; `aws ecr-public` for the public registry. */
export function awsLine(operation: string, { repository, facts, options }: { repository: RepositoryKey; facts: CliFacts; options: CliOptions }): string {
  const isPublic = repository.registry === 'public';
  // CreateRepository of the public API has no registry: it is the caller's.
  const registry = /^(un)?tag-resource$/.test(operation) || (isPublic && operation === 'create-repository') ? undefined : facts.accountId;
  const all: CliOptions = [
    ...options,
    ...(registry === undefined ? [] : [['registry-id', registry] as const]),
    ['region', isPublic ? 'us-east-1' : repository.region],
    ['profile', repository.profile],
  ];
  const words = all.flatMap(([name, value]) => [`--${name}`, ...(value === true ? [] : typeof value === 'string' ? [shellQuote(value)] : value.map(shellQuote))]);
  return ['aws', isPublic ? 'ecr-public' : 'ecr', operation, ...words].join(' ');
}
