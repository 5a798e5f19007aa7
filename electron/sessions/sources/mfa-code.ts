import type { AwsCredentialIdentity } from '@aws-sdk/types';
import { AppError } from '../../../shared/errors';
import type { Person } from './source';

/** A person may mistype twice. */
const ATTEMPTS = 3;

export interface OpeningWithCode {
  name: string;
  mfaSerial: string;
  person: Person;
  assume: (code: string) => Promise<AwsCredentialIdentity>;
}

/** Asks the person for the code of their device until STS takes one. @throws AppError `cancelled`, `mfa-rejected`; what STS answers else. */
export async function openWithCode({ name, mfaSerial, person, assume }: OpeningWithCode): Promise<AwsCredentialIdentity> {
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    const answer = await person.ask({ kind: 'mfa-code', profile: name, mfaSerial, wrong: attempt > 0 }, person.signal);
    const code = answer.replace(/\s/g, '');
    // Anything else STS calls a malformed request instead of a wrong code.
    if (!/^\d{6}$/.test(code)) continue;
    try {
      return await assume(code);
    } catch (thrown) {
      if (isForeignDevice(thrown)) throw rejected(name, 'Check mfa_serial: AWS knows no such device for this user.', thrown);
      if (!isWrongCode(thrown)) throw thrown;
    }
  }
  throw rejected(name, 'Wait for the device’s next code (each is good for one sign-in), check that it is the right device and that its clock is right.');
}

// STS has no name of its own for these two: they are an AccessDenied that only its text tells apart from a role that is forbidden.
const isRefused = (thrown: unknown, why: string): boolean =>
  thrown instanceof Error && /^AccessDenied/.test(thrown.name) && thrown.message.startsWith(`MultiFactorAuthentication failed${why}`);
const isWrongCode = (thrown: unknown): boolean => isRefused(thrown, ' with invalid MFA one time pass code');
const isForeignDevice = (thrown: unknown): boolean => isRefused(thrown, ', unable to validate MFA code');

const rejected = (name: string, hint: string, cause?: unknown): AppError =>
  new AppError('mfa-rejected', `AWS did not accept the MFA code for profile ${name}.`, { hint, remedy: { kind: 'sign-in', profile: name }, cause });

/** Nobody is there to ask. @param asked the profile that would have been opened. */
export function requiresCode(name: string, asked: string): AppError {
  return new AppError('mfa-required', `Profile ${name} needs a code from its MFA device.`, {
    hint: 'Sign in and type the code; it is not asked again until the session ends.',
    remedy: { kind: 'sign-in', profile: asked },
  });
}
