/** Our only page's address. `new URL('berth-app://…').origin` is 'null' in main, so the parts are compared. */
export const APP_PROTOCOL = 'app:';
export const APP_HOST = 'berth';

/** True for the main frame of our own page alone: no sub-frame, no about:blank, no other host. */
export function isTrustedSender(sender: { url: string | undefined; isMainFrame: boolean }): boolean {
  if (!sender.isMainFrame || sender.url === undefined) return false;
  try {
    const url = new URL(sender.url);
    return url.protocol === APP_PROTOCOL && url.host === APP_HOST;
  } catch {
    return false;
  }
}
