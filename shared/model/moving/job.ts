import { z } from 'zod';
import { WireError } from '../../errors';
import { Instant } from '../session';

export const JobId = z.string();
export const JobKind = z.enum(['push-container', 'push-image', 'push-archive', 'pull', 'export', 'copy', 'sync', 'build', 'change']);
export type JobKind = z.infer<typeof JobKind>;
export const JobStatus = z.enum(['queued', 'running', 'succeeded', 'failed', 'cancelled', 'interrupted']);
export type JobStatus = z.infer<typeof JobStatus>;

/** One layer, blob or manifest on its way. */
export const JobPart = z.object({
  id: z.string(),
  /** Short name to show: a digest's first 12 digits, “config”, “manifest”. */
  label: z.string(),
  state: z.enum(['waiting', 'running', 'done', 'skipped']),
  /** What happens with it now, in a word or two: “Pushing”, “Already there”, “Mounted”. */
  note: z.string(),
  doneBytes: z.number(),
  /** Of those, what an earlier try had brought over. */
  keptBytes: z.number().optional(),
  /** 0 while unknown. */
  totalBytes: z.number(),
});
export type JobPart = z.infer<typeof JobPart>;

export const JobProgress = z.object({
  /** “Committing”, “Pushing” … one step of the job at a time. */
  step: z.string(),
  doneBytes: z.number(),
  totalBytes: z.number(),
  /** Every part of a job with few; of one with many those that move now. `counts` tells of all. */
  parts: z.array(JobPart),
  /** How many parts there are in each state; absent where `parts` are all. */
  counts: z.object({ waiting: z.number(), running: z.number(), done: z.number(), skipped: z.number() }).optional(),
  /** Smoothed over the last seconds; absent while nothing is measured. */
  bytesPerSecond: z.number().optional(),
  secondsLeft: z.number().optional(),
});
export type JobProgress = z.infer<typeof JobProgress>;

/** What a finished job has to show. */
export const JobOutcome = z.object({
  /** Full reference, host/repository:tag. */
  reference: z.string(),
  digest: z.string().optional(),
  file: z.string().optional(),
  /** What was done besides, or left, one sentence each. */
  notes: z.array(z.string()).optional(),
});
export type JobOutcome = z.infer<typeof JobOutcome>;

/** A job is plain data; `input` lets an interrupted or failed one be started again. Never holds a secret. */
export const Job = z.object({
  id: JobId,
  kind: JobKind,
  title: z.string(),
  status: JobStatus,
  createdAt: Instant,
  /** When it left the queue. */
  startedAt: Instant.optional(),
  endedAt: Instant.optional(),
  progress: JobProgress,
  outcome: JobOutcome.optional(),
  error: WireError.optional(),
  input: z.json(),
  /** It was cancelled, and what it had begun is still being taken away. */
  tidying: z.boolean().optional(),
  /** How many lines of output it has written (builds); `job.output` reads them. */
  outputLines: z.number().optional(),
});
export type Job = z.infer<typeof Job>;

export const JobsState = z.object({ jobs: z.array(Job) });
export type JobsState = z.infer<typeof JobsState>;
