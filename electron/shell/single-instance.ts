import type { App } from 'electron';

/** True for the first Berth of this data folder. A later one tells the first, which calls `onSecond`, and must quit. */
export function claimSingleInstance(app: App, onSecond: () => void): boolean {
  if (!app.requestSingleInstanceLock()) return false;
  app.on('second-instance', onSecond);
  return true;
}

/** Keeps Berth in the tray after its window has closed, as long as the person wants it there. */
export function stayInTray(app: App, closeToTray: () => boolean): void {
  // A listener is what keeps Electron from quitting by itself.
  app.on('window-all-closed', () => {
    if (!closeToTray()) app.quit();
  });
}
