import { shell } from 'electron';
import { AppError } from '../../shared/errors';
import { openBrowserFrom, type BrowserSurroundings } from '../sessions/sso/oidc/open-browser';
import { isSignInPage } from '../sessions/sso/sign-in-page';

/**
 * Opens the page of an SSO sign-in in the person's browser. Rejects when there is none: on Linux, Electron would not notice that.
 * @throws AppError `invalid-input` for anything but https, or http on loopback.
 */
export const openSignInPage = (around: BrowserSurroundings) => async (address: string): Promise<void> => {
  if (!isSignInPage(address)) throw new AppError('invalid-input', 'Berth does not open this page.', { hint: 'Only https pages are opened to sign in.' });
  await (around.platform === 'linux' ? openBrowserFrom(around)(address) : shell.openExternal(address));
};
