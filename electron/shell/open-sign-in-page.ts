import { shell } from 'electron';
import { AppError } from '../../shared/errors';
import { isSignInPage } from '../sessions/sso/sign-in-page';

/** Opens the page of an SSO sign-in in the person's browser. @throws AppError `invalid-input` for anything but https, or http on loopback. */
export async function openSignInPage(address: string): Promise<void> {
  if (!isSignInPage(address)) throw new AppError('invalid-input', 'Berth does not open this page.', { hint: 'Only https pages are opened to sign in.' });
  await shell.openExternal(address);
}
