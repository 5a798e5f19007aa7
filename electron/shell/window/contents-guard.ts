import type { App, WebContents } from 'electron';
import { isAllowedLink } from './links';

export interface ContentsGuardOptions {
  /** Opens an address outside; only called with one that `isAllowedLink` accepts. */
  open: (address: string) => void;
}

/** From now on no page of this application leaves its address, opens a window, or embeds another page. */
export function guardContents(app: App, options: ContentsGuardOptions): void {
  app.on('web-contents-created', (_event, contents) => guard(contents, options));
}

function guard(contents: WebContents, { open }: ContentsGuardOptions): void {
  contents.on('will-navigate', (event) => event.preventDefault());
  contents.on('will-frame-navigate', (event) => event.preventDefault());
  contents.on('will-redirect', (event) => event.preventDefault());
  contents.on('will-attach-webview', (event) => event.preventDefault());
  contents.setWindowOpenHandler(({ url }) => {
    if (isAllowedLink(url)) open(url);
    return { action: 'deny' };
  });
}
