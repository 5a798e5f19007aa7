import type { WebPreferences } from 'electron';

export interface PageOptions {
  /** File of the bundled preload. */
  preload: string;
  /** Tools for developers (F12 in the menu); never in a packaged application. */
  devTools: boolean;
}

/** What every window of Berth may: show its own page in a sandbox, and speak through the preload's three functions. */
export const pagePreferences = ({ preload, devTools }: PageOptions): WebPreferences => ({
  preload,
  sandbox: true,
  contextIsolation: true,
  nodeIntegration: false,
  nodeIntegrationInWorker: false,
  nodeIntegrationInSubFrames: false,
  webSecurity: true,
  allowRunningInsecureContent: false,
  webviewTag: false,
  navigateOnDragDrop: false,
  spellcheck: false,
  devTools,
});
