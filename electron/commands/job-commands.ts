import type { Berth } from '../berth';
import type { HandlersOf } from './handlers-of';
import { notThere } from './not-there';

export const jobCommands = ({ jobs }: Berth): HandlersOf<'job'> => ({
  'job.cancel': async ({ id }) => jobs.cancel(id),
  'job.retry': async ({ id }) => ({ jobId: jobs.retry(id) }),
  'job.dismiss': async ({ id }) => jobs.dismiss(id),
  'job.dismissEnded': notThere,
  'job.output': notThere,
});
