import { AppError } from '../../../shared/errors';

/** A keychain that stayed silent, or that nobody has unlocked. */
export function locked(cause?: unknown): AppError {
  return new AppError('keychain-locked', 'The keychain is locked, or does not answer.', { hint: 'Unlock the keychain of your system and try again.', cause });
}

/** A person was asked to unlock the keychain, or to let Berth in, and said no. */
function denied(): AppError {
  return new AppError('keychain-locked', 'The keychain stayed closed: its question was dismissed.', { hint: 'Try again, and answer your system’s question for the keychain.' });
}

function interactionRefused(): AppError {
  return new AppError('keychain-locked', 'The keychain must be unlocked, and your system lets nobody ask for it here.', {
    hint: 'Unlock it in a session with a screen, for example with “security unlock-keychain” on a Mac, and try again.',
  });
}

/** There is none, or none that answers. */
export function unavailable(cause?: unknown, detail?: string): AppError {
  return new AppError('keychain-unavailable', 'There is no keychain that Berth can reach.', {
    hint: 'Start a Secret Service such as gnome-keyring or KWallet (Linux), or keep secrets in a file encrypted with a passphrase; profiles from the AWS files need neither.',
    cause,
    remedy: { kind: 'use-secret-file' },
    ...(detail !== undefined && { detail }),
  });
}

/**
 * What the keychain's library says, classified. It has one type of error with words only; its own texts (dbus-secret-service, Apple's
 * Security framework, Windows) are the only way to tell a lock, a refusal or silence from absence. They know no secret.
 */
export function refused(reason: string): AppError {
  if (/dismiss|user cancel|cancelled by the user|denied by the user|errSecUserCanceled/i.test(reason)) return denied();
  if (/interaction is not allowed|errSecInteractionNotAllowed/i.test(reason)) return interactionRefused();
  if (/\block(ed)?\b|prompt|not receive a reply|timed out|passphrase you entered is not correct|errSecAuthFailed/i.test(reason)) return locked();
  if (/longer than|too long/i.test(reason))
    return new AppError('keychain-unavailable', 'The keychain of this system takes no secret as long as this one.', { hint: 'Keep secrets in a file encrypted with a passphrase.', remedy: { kind: 'use-secret-file' } });
  return unavailable(undefined, reason);
}
