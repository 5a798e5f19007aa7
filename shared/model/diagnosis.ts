import { z } from 'zod';
import { ErrorCode } from '../errors';
import { Remedy } from './remedy';

/** One link of the chain from Docker's configuration to AWS. Links behind a broken one are `skipped`. */
export const DiagnosisStep = z.object({
  id: z.string(),
  /** What was looked at, in a few words. */
  title: z.string(),
  status: z.enum(['fine', 'warning', 'broken', 'skipped']),
  /** What was found, in one sentence. */
  message: z.string(),
});
export type DiagnosisStep = z.infer<typeof DiagnosisStep>;

/** Why a registry or an image cannot be reached with Docker: the first broken link names the cause. */
export const Diagnosis = z.object({
  reference: z.string().optional(),
  steps: z.array(DiagnosisStep),
  cause: z
    .object({
      /** Closed name of the cause, for scripts. */
      cause: z.string(),
      code: ErrorCode,
      message: z.string(),
      hint: z.string(),
      remedy: Remedy.optional(),
    })
    .optional(),
});
export type Diagnosis = z.infer<typeof Diagnosis>;
