import { join } from 'node:path';
import { app } from 'electron';
import type { Dispatch } from '../ipc/dispatch';
import type { TopicSources } from '../ipc/topics';
import { setAppMenu } from './app-menu';
import { createNotifier } from './notices/notifier';
import { watchPower } from './power';
import { quitOnce } from './quit-once';
import { writeScreenshots } from './screenshots';
import { commandOf } from './tray-commands';
import type { TrayAction } from './tray/tray-menu';
import { createTray } from './tray/tray';
import { createMainWindow } from './window/main-window';
import { applyTheme } from './window/theme';

export interface ShellOptions {
  sources: TopicSources;
  dispatch: Dispatch;
  /** Called after the machine woke up, or found the network again. */
  wake(): void;
  /** Ends all services; awaited once, before the application does. */
  close(): Promise<void>;
  /** File of the bundled preload. */
  preload: string;
  /** Folder of the drawn icons. */
  icons: string;
  dataFolder: string;
  /** Folder that receives pictures of the window, for a machine without a display. */
  screenshots?: string | undefined;
}

/** Opens tray and window, and keeps both in step with the topics, until the person quits. */
export function startShell({ sources, dispatch, ...options }: ShellOptions): void {
  const devTools = !app.isPackaged;
  const log = (line: string): void => void process.stdout.write(`${line}\n`);
  let online = true;

  const window = createMainWindow({
    preload: options.preload,
    boundsFile: join(options.dataFolder, 'window.json'),
    icon: join(options.icons, 'icon-512.png'),
    devTools,
    onLoadFailed: (thrown) => log(`The window's page could not be loaded: ${String(thrown)}`),
    onCreated: (made) => {
      const folder = options.screenshots;
      if (folder !== undefined) writeScreenshots({ folder, window: made, log });
    },
  });

  const act = async (action: TrayAction): Promise<void> => {
    if (action.kind === 'quit') return app.quit();
    if (action.kind === 'open-window') return window.show();
    const command = commandOf(action);
    if (command === undefined) return;
    const result = await dispatch(command.name, command.input);
    // The window knows how to show what went wrong; the tray has no room for it.
    if (!result.ok) window.show();
  };
  const { profiles, sessions, jobs, docker, app: about } = sources;
  const tray = createTray({
    icons: options.icons,
    state: () => ({
      profiles: profiles.state(),
      sessions: sessions.state(),
      jobs: jobs.state(),
      docker: docker.state(),
      app: about.state(),
      online,
    }),
    now: () => new Date(),
    onAction: (action) => void act(action),
    onClick: window.toggle,
  });
  const notifier = createNotifier({ isFocused: window.isFocused, onClick: window.show });

  for (const source of [profiles, sessions, jobs, docker, about]) source.onChange(tray.update);
  jobs.onChange(() => notifier.jobsChanged(jobs.state()));
  sessions.onChange(() => notifier.sessionsChanged(sessions.state()));
  about.onChange(() => applyTheme(about.state().settings.theme));
  applyTheme(about.state().settings.theme);
  setAppMenu({ devTools, onOpen: window.show });

  const stopPower = watchPower({
    onResume: () => {
      tray.recreate();
      options.wake();
    },
    onOnline: (now) => {
      online = now;
      tray.update();
      if (now) options.wake();
    },
  });

  app.on('second-instance', () => {
    window.show();
    tray.recreate();
  });
  app.on('activate', window.show);
  // A listener is what keeps Electron from quitting by itself when the window closes.
  app.on('window-all-closed', () => {
    if (!about.state().settings.closeToTray) app.quit();
  });
  quitOnce(app, async () => {
    stopPower();
    tray.close();
    await options.close();
  });
  window.show();
}
