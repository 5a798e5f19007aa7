import { ApiError } from '../api/api-error';
import type { Principal, SandboxState } from '../state';
import { stepAt, totp } from './totp';

const denied = (message: string): ApiError => new ApiError('AccessDenied', `MultiFactorAuthentication failed${message}`, 403);

/** Checks codes of MFA devices; each is good once, a step early or late included. */
export class MfaBook {
  readonly #state: SandboxState;
  readonly #now: () => number;
  readonly #used = new Set<string>();

  constructor({ state, now }: { state: SandboxState; now: () => number }) {
    this.#state = state;
    this.#now = now;
  }

  /** Whether the call proves the caller's device; false when it names none. @throws ApiError `AccessDenied` in STS's words. */
  verify(principal: Principal, form: URLSearchParams): boolean {
    const [serial, code] = [form.get('SerialNumber'), form.get('TokenCode')];
    if (serial === null && code === null) return false;
    if (serial === null || code === null) throw denied(', must provide both MFA serial number and one time pass code. ');
    if (!/^\d{6}$/.test(code))
      throw new ApiError('ValidationError', "1 validation error detected: Value at 'tokenCode' failed to satisfy constraint: Member must satisfy regular expression pattern: [\\d]*");
    const user = this.#state.accounts.find(({ id }) => id === principal.accountId)?.users.find(({ name }) => principal.arn.endsWith(`:user/${name}`));
    if (user?.mfa === undefined || user.mfa.serial !== serial)
      throw denied(', unable to validate MFA code.  Please verify your MFA serial number is valid and associated with this user. ');
    const now = stepAt(this.#now());
    const { secret } = user.mfa;
    const step = [now - 1, now, now + 1].find((one) => totp(secret, one) === code && !this.#used.has(`${serial} ${one}`));
    if (step === undefined) throw denied(' with invalid MFA one time pass code. ');
    this.#used.add(`${serial} ${step}`);
    return true;
  }
}
