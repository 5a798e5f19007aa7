/**
 * Whether an address that an OIDC service named may be opened in a browser: https, or http on loopback for a test; no user
 * name in front. Everything else, other schemes above all, stays closed: the service is not to be trusted with that.
 */
export function isSignInPage(address: string): boolean {
  let url: URL;
  try {
    url = new URL(address);
  } catch {
    return false;
  }
  if (url.username !== '' || url.password !== '') return false;
  return url.protocol === 'https:' || (url.protocol === 'http:' && LOOPBACK.test(url.hostname));
}

const LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/;
