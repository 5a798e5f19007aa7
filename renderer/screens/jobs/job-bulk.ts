import type { Job } from '../../../shared/model/moving/job';

/** The plan that a job makes, which has the results of each item; undefined for jobs of other kinds. */
export function bulkOf({ kind, input }: Job): string | undefined {
  if (kind !== 'change' || typeof input !== 'object' || input === null || Array.isArray(input))
    return undefined;
  const { bulk } = input;
  return typeof bulk === 'string' ? bulk : undefined;
}
