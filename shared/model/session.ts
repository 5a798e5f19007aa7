import { z } from 'zod';
import { WireError } from '../errors';
import { AccountId, ProfileName, RegionName } from './profile';

/** ISO 8601 instant, UTC. */
export const Instant = z.string();

/**
 * Docker's sign-in at one registry, owned by one (profile, region).
 * `signed-in` has a token in Docker's configuration; `refreshing` still has it; `failed` could not get one
 * (a token that is still valid stays in place); `expired` has one that ended; `signed-out` has none of ours.
 */
export const SessionStatus = z.enum(['signed-out', 'signing-in', 'signed-in', 'refreshing', 'failed', 'expired']);
export type SessionStatus = z.infer<typeof SessionStatus>;

export const Session = z.object({
  profile: ProfileName,
  region: RegionName,
  status: SessionStatus,
  accountId: AccountId.optional(),
  arn: z.string().optional(),
  /** Registry host that Docker is signed in to. */
  host: z.string().optional(),
  issuedAt: Instant.optional(),
  expiresAt: Instant.optional(),
  /** When Berth renews it by itself (half of its life). */
  refreshAt: Instant.optional(),
  error: WireError.optional(),
  /** ECR Public's registry; its region is us-east-1 (the only one with the API). */
  public: z.boolean().optional(),
});
export type Session = z.infer<typeof Session>;

/**
 * The AWS session behind a profile, for those whose credentials end. `open` needs nobody until `expiresAt`, and renews itself when
 * `renewable`; `needs-person` has ended, or was never opened, and only a person can open it.
 */
export const AwsSession = z.object({
  profile: ProfileName,
  status: z.enum(['open', 'needs-person', 'opening', 'failed']),
  /** What a person has to do: sign in to IAM Identity Center, or type an MFA code. */
  needs: z.enum(['sso', 'mfa']).optional(),
  ssoSession: z.string().optional(),
  /** The profile whose MFA code it takes, when that is another one in its chain. */
  through: ProfileName.optional(),
  /** It is open, but ends within minutes, and only a person can open it again. */
  endsSoon: z.boolean().optional(),
  expiresAt: Instant.optional(),
  renewable: z.boolean(),
  error: WireError.optional(),
});
export type AwsSession = z.infer<typeof AwsSession>;

export const SessionsState = z.object({ sessions: z.array(Session), aws: z.array(AwsSession).default([]) });
export type SessionsState = z.infer<typeof SessionsState>;
