/** A span of time in which something may be used. */
export interface Life {
  issuedAt: Date;
  expiresAt: Date;
}

/** A clock that runs a minute behind the one that issued it is no reason to distrust a token. */
const AHEAD_MS = 60_000;
/** Docker needs some time to use what it is handed. */
const LAST_MS = 10_000;

/** Before half of its life, when nobody would renew it yet. A token from the future is of a clock that was set back. */
export const isFresh = ({ issuedAt, expiresAt }: Life, now: number): boolean =>
  now >= issuedAt.getTime() - AHEAD_MS && now < (issuedAt.getTime() + expiresAt.getTime()) / 2;

/** Not ended, with a moment to spare (less for tokens that live less than minutes). */
export const isValid = ({ issuedAt, expiresAt }: Life, now: number): boolean =>
  now < expiresAt.getTime() - Math.min(LAST_MS, (expiresAt.getTime() - issuedAt.getTime()) / 20);
