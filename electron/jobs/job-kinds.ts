import type { z } from 'zod';
import { AppError } from '../../shared/errors';
import type { JobKind, JobOutcome, JobProgress } from '../../shared/model/moving/job';

/** All that work knows of its surroundings. */
export interface JobContext {
  signal: AbortSignal;
  report: (progress: JobProgress) => void;
  /** Lines of a program that works for the job, as it prints them; kept while Berth runs, never journalled. */
  output?: (text: string) => void;
}

/** The work of one kind of job, from its plain input: what lets a job of another day be started again. */
export type JobWork = (input: unknown, context: JobContext) => Promise<JobOutcome>;
export type JobKinds = Readonly<Record<JobKind, JobWork>>;

/**
 * What a job of this input writes: references, repositories (`host/name`, all of its tags), files. Two jobs that write the same
 * run one after the other. Input of another shape writes nothing: such a job fails before it does anything.
 */
export type JobClaims = Readonly<Record<JobKind, (input: unknown) => readonly string[]>>;

/** Work whose input is parsed first. @throws AppError `invalid-input` for a journal's input that fits no longer. */
export function jobWork<S extends z.ZodType>(schema: S, work: (input: z.output<S>, context: JobContext) => Promise<JobOutcome>): JobWork {
  return async (input, context) => {
    const parsed = schema.safeParse(input);
    if (!parsed.success) {
      throw new AppError('invalid-input', 'This job cannot be started from what was kept of it.', { hint: 'Start it anew.', detail: parsed.error.message });
    }
    return work(parsed.data, context);
  };
}
