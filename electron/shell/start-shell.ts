/** Berth on the desktop: window, tray, notices, menu and power, all fed by the topics and acting through commands. */
import { join } from 'node:path';
import { app } from 'electron';
import type { Finding, Watch } from '../../shared/model/findings';
import type { Dispatch } from '../ipc/dispatch';
import type { TopicSources } from '../ipc/topics';
import { setAppMenu } from './app-menu';
import { createNotifier } from './notices/notifier';
import { watchPower } from './power';
import { writeScreenshots } from './screenshots';
import { stayInTray } from './single-instance';
import { createTaskbar } from './taskbar';
import { runAction } from './tray/run-action';
import { createTray } from './tray/tray';
import { watchTrayHost } from './tray/tray-host-watch';
import type { TrayAction } from './tray/tray-menu';
import { createMainWindow } from './window/main-window';
import { createQuestionWindow } from './window/small/question-window';
import { createQuickPushWindow } from './window/small/quick-push-window';
import { applyTheme } from './window/theme';

export interface ShellOptions {
  sources: TopicSources;
  dispatch: Dispatch;
  /** Tells of new findings in what is watched. */
  onFindingNews(listener: (news: { watch: Watch; findings: readonly Finding[] }) => void): void;
  /** Whether registries are to be read again now and then: not while no window is open, or without a network. */
  refreshInventory(may: boolean): void;
  /** The machine is about to sleep: nothing new is asked of anybody. */
  sleep(): void;
  /** The machine woke: everything that ends is renewed. */
  wake(): void;
  /** The network is back: what failed for want of it is tried again. */
  networkBack(): void;
  /** A person unlocked the screen, and often the keychain with it. */
  unlocked(): void;
  /** Ends all services; Berth quits when it has. */
  close(): Promise<void>;
  /** File of the bundled preload. */
  preload: string;
  /** Folder of the drawn icons. */
  icons: string;
  dataFolder: string;
  /** Folder for pictures of the window, on a machine without a display. */
  screenshots: string | undefined;
  /** D-Bus session of a Linux desktop (DBUS_SESSION_BUS_ADDRESS), and who speaks on it. */
  sessionBus: { address: string | undefined; uid: number };
  log: (what: string, thrown: unknown) => void;
}

export interface Shell {
  /** Opens the window, or brings it to the front. */
  showWindow(): void;
  /** Opens the small window that takes files and folders to push. */
  showQuickPush(): void;
}

export function startShell(options: ShellOptions): Shell {
  const { sources, dispatch, dataFolder, icons, screenshots, log } = options;
  const devTools = !app.isPackaged;
  let online = true;
  let isOpen = false;
  let isEnding = false;
  app.on('before-quit', () => (isEnding = true));
  const refreshInventory = (): void => options.refreshInventory(isOpen && online);

  const window = createMainWindow({
    preload: options.preload,
    boundsFile: join(dataFolder, 'window.json'),
    icon: join(icons, 'icon-512.png'),
    devTools,
    onLoadFailed: (thrown) => log('page', thrown),
    keepsClosed: () => !isEnding && sources.app.state().settings.closeToTray,
    onCreated: (created) => {
      created.on('focus', () => {
        asking.yield();
        taskbar.update();
      });
      const opened = (now: boolean): void => {
        isOpen = now;
        refreshInventory();
        if (!now) asking.update();
      };
      opened(true);
      created.on('show', () => opened(true));
      created.on('hide', () => opened(false));
      created.once('closed', () => opened(false));
      created.once('ready-to-show', () => taskbar.windowOpened());
      if (screenshots === undefined) return;
      writeScreenshots({
        folder: screenshots,
        window: created,
        log: (line) => process.stdout.write(`${line}\n`),
      });
    },
  });

  const taskbar = createTaskbar({
    window: () => window.current(),
    isFocused: () => window.isFocused(),
    jobs: () => sources.jobs.state(),
  });

  const asking = createQuestionWindow({
    preload: options.preload,
    icon: join(icons, 'icon-512.png'),
    devTools,
    questions: () => sources.questions.state().questions,
    isMainInFront: () => window.isFocused() || quickPush.isFocused(),
    cancel: (id) => void dispatch('question.cancel', { id }),
    after: (milliseconds, then) => void setTimeout(then, milliseconds),
    onLoadFailed: (thrown) => log('page', thrown),
  });
  sources.questions.onChange(() => asking.update());

  const quickPush = createQuickPushWindow({
    preload: options.preload,
    icon: join(icons, 'icon-512.png'),
    devTools,
    onLoadFailed: (thrown) => log('page', thrown),
  });

  const tray = createTray({
    icons,
    state: () => ({
      profiles: sources.profiles.state(),
      sessions: sources.sessions.state(),
      jobs: sources.jobs.state(),
      docker: sources.docker.state(),
      inventory: sources.inventory.state(),
      app: sources.app.state(),
      online,
    }),
    now: () => new Date(),
    onAction: (action) => act(action),
    onClick: () => window.toggle(),
  });

  // Only Linux has a tray that comes and goes.
  const stopTrayWatch = watchTrayHost({
    ...options.sessionBus,
    onTray: () => tray.recreate(),
  });

  const act = (action: TrayAction): void => {
    if (action.kind === 'open-window') return window.show();
    if (action.kind === 'quick-push') return quickPush.show();
    if (action.kind === 'quit') return app.quit();
    // What goes wrong shows in the state that the tray and the window follow, and in a notice.
    void runAction(dispatch, action);
  };

  const notifier = createNotifier({
    isFocused: () => window.isFocused(),
    onClick: (target) => {
      if (target.kind === 'findings') {
        window.show();
        void dispatch('findings.show', { repository: target.repository, tag: target.tag });
      } else act(target.kind === 'window' ? { kind: 'open-window' } : target);
    },
    now: () => new Date(),
  });
  options.onFindingNews((news) => notifier.findingNews(news));
  sources.jobs.onChange(() => {
    notifier.jobsChanged(sources.jobs.state());
    taskbar.update();
  });
  sources.sessions.onChange(() => notifier.sessionsChanged(sources.sessions.state()));
  for (const source of Object.values(sources))
    source.onChange(() => tray.update());

  const followTheme = (): void => applyTheme(sources.app.state().settings.theme);
  followTheme();
  sources.app.onChange(followTheme);

  // Without a window nobody looks, from the start.
  refreshInventory();
  const stopPower = watchPower({
    onSuspend: () => options.sleep(),
    onResume: () => options.wake(),
    onUnlock: () => options.unlocked(),
    onOnline: (now) => {
      online = now;
      refreshInventory();
      tray.update();
      if (now) options.networkBack();
    },
  });
  setAppMenu({ devTools, onOpen: () => window.show(), onQuickPush: () => quickPush.show() });
  stayInTray(app, () => sources.app.state().settings.closeToTray);
  app.on('activate', () => window.show());

  let closed = false;
  app.on('will-quit', (event) => {
    if (closed) return;
    // Jobs are journalled and servers closed first; then Electron is asked again.
    event.preventDefault();
    stopPower();
    stopTrayWatch();
    asking.close();
    tray.close();
    void options
      .close()
      .catch((thrown: unknown) => log('quit', thrown))
      .finally(() => {
        closed = true;
        app.quit();
      });
  });

  window.show();
  return { showWindow: () => window.show(), showQuickPush: () => quickPush.show() };
}
