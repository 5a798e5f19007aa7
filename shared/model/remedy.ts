import { z } from 'zod';

/** What Berth offers to do about an error, once the person agrees. */
export const Remedy = z.discriminatedUnion('kind', [
  /** Merge a pull statement for `accountId` into the policy of a repository, with the owner's profile. */
  z.object({
    kind: z.literal('grant-pull'),
    /** Host of the registry whose repository forbids it. */
    host: z.string(),
    repository: z.string(),
    /** Account that must be allowed to pull (12 digits). */
    accountId: z.string(),
    /** Actions that the policy does not allow yet. */
    actions: z.array(z.string()),
    /** Profile of the owning account, when Berth has one; without it the person must ask the owner. */
    ownerProfile: z.string().optional(),
    /** The statement to add, as JSON text, to copy when Berth cannot add it. */
    statement: z.string(),
  }),
  /** Sign the profile in again. */
  z.object({ kind: z.literal('sign-in'), profile: z.string() }),
  /** Sign in to IAM Identity Center; every profile of that session works again afterwards. */
  z.object({ kind: z.literal('sso-sign-in'), session: z.string() }),
  /** Keep secrets in a file encrypted with a passphrase, where the system has no keychain. */
  z.object({ kind: z.literal('use-secret-file') }),
  /** Look for the true cause. */
  z.object({ kind: z.literal('diagnose'), reference: z.string().optional() }),
  /** Create the repository that is missing, with this profile. */
  z.object({ kind: z.literal('create-repository'), profile: z.string(), region: z.string(), repository: z.string() }),
]);
export type Remedy = z.infer<typeof Remedy>;
