/** When something was given and when it ends, in epoch milliseconds of this computer's clock. */
export interface Life {
  issuedAt: number;
  expiresAt: number;
}

/** Half of a life: the moment to renew it (as amazon-ecr-credential-helper does). */
export const halfLife = ({ issuedAt, expiresAt }: Life): number => (issuedAt + expiresAt) / 2;

/** A clock that is this much behind the moment something was given has been set back since. */
const SET_BACK_MS = 60_000;

/** Whether the clock must have been set back since: then it tells nothing about how much is left. */
export const isFromTheFuture = ({ issuedAt }: Life, now: number): boolean => now < issuedAt - SET_BACK_MS;

/** Whether it should serve without a renewal: before half of its life, by a clock that was not set back. */
export const isFresh = (life: Life, now: number): boolean => now < halfLife(life) && !isFromTheFuture(life, now);

const LONGEST_WARNING_MS = 15 * 60_000;

/** When a person is told that something is about to end that only they can prolong: 15 minutes, or a tenth of its life, ahead. */
export const warnAt = ({ issuedAt, expiresAt }: Life): number => expiresAt - Math.min(LONGEST_WARNING_MS, Math.max(0, expiresAt - issuedAt) / 10);
