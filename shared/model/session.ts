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
});
export type Session = z.infer<typeof Session>;

export const SessionsState = z.object({ sessions: z.array(Session) });
export type SessionsState = z.infer<typeof SessionsState>;
