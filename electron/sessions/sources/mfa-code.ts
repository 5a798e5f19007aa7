import type { AwsCredentialIdentity } from '@aws-sdk/types';
import { AppError } from '../../../shared/errors';
import type { Person } from './source';

/** A person may mistype twice. */
const ATTEMPTS = 3;

export interface OpeningWithCode {
  name: string;
  mfaSerial: string;
  person: Person;
  assume(code: string): Promise<AwsCredentialIdentity>;
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
      if (!isWrongCode(thrown)) throw thrown;
    }
  }
  throw new AppError('mfa-rejected', `AWS did not accept the MFA code for profile ${name}.`, {
    hint: 'Wait for the device’s next code (each is good for one sign-in), check that it is the right device and that its clock is right.',
    remedy: { kind: 'sign-in', profile: name },
  });
}

/** STS has no name of its own for a wrong code: it is an AccessDenied whose text begins like this. */
const isWrongCode = (thrown: unknown): boolean =>
  thrown instanceof Error && /^AccessDenied/.test(thrown.name) && thrown.message.startsWith('MultiFactorAuthentication failed');

/** Nobody is there to ask. @param asked the profile that would have been opened. */
export function requiresCode(name: string, asked: string): AppError {
  return new AppError('mfa-required', `Profile ${name} needs a code from its MFA device.`, {
    hint: 'Sign in and type the code; it is not asked again until the session ends.',
    remedy: { kind: 'sign-in', profile: asked },
  });
}
