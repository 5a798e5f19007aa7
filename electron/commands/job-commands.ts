import type { Berth } from '../berth';
import type { HandlersOf } from './handlers-of';

export const jobCommands = ({ jobs }: Berth): HandlersOf<'job'> => ({
  'job.cancel': async ({ id }) => jobs.cancel(id),
  'job.retry': async ({ id }) => ({ jobId: jobs.retry(id) }),
  'job.dismiss': async ({ id }) => jobs.dismiss(id),
  'job.dismissEnded': async () => jobs.dismissEnded(),
  'job.output': async ({ id, from }) => jobs.output(id, from),
});
