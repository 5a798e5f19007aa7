import { z } from 'zod';
import { ProfileName } from '../profile';
import { Remedy } from '../remedy';

/** What is looked at before a byte moves to a repository. */
export const PreflightRequest = z.object({
  /** Where to, host/repository:tag. */
  reference: z.string().max(1024),
  profile: ProfileName.optional(),
  /** Digest of what will be pushed, where it is known: a tag that names it already is no conflict. */
  digest: z.string().optional(),
  /** Bytes that will be written on this machine (exports, commits), and the folder they go to. */
  space: z.object({ folder: z.string(), bytes: z.number().min(0) }).optional(),
});
export type PreflightRequest = z.infer<typeof PreflightRequest>;

export const PreflightFinding = z.object({
  subject: z.enum(['repository', 'tag', 'permission', 'space', 'quota', 'sign-in', 'network']),
  /** `stop`: it would fail. `warn`: something changes that may not be wanted. `good`: looked at and fine. `unknown`: could not be looked at. */
  level: z.enum(['stop', 'warn', 'good', 'unknown']),
  message: z.string(),
  hint: z.string().optional(),
  remedy: Remedy.optional(),
});
export type PreflightFinding = z.infer<typeof PreflightFinding>;

/** Findings, the gravest first; nothing was changed and no byte moved. */
export const PreflightReport = z.object({
  reference: z.string(),
  profile: ProfileName.optional(),
  findings: z.array(PreflightFinding),
  /** Whether the repository is missing and this profile may be able to create it. */
  canCreate: z.boolean(),
});
export type PreflightReport = z.infer<typeof PreflightReport>;
