import { BrowserWindow, nativeTheme, screen } from 'electron';
import { loadBounds, saveBounds } from './bounds/bounds-file';
import { PAGE_URL } from './page-file';
import { pagePreferences, type PageOptions } from './page-preferences';
import { KeptWindow } from './kept-window';
import { windowBackground } from './theme';
import { LEAST_SIZE, placeWindow } from './bounds/window-bounds';

export interface MainWindowOptions extends PageOptions {
  /** File that remembers where the window was. */
  boundsFile: string;
  /** The application's icon, a PNG (title bar and task switcher on Linux and Windows). */
  icon: string;
  /** Called with every window made, before its page is loaded. */
  onCreated?: (window: BrowserWindow) => void;
  /** Whether a closed window is kept for the next opening: not when Berth ends with it. */
  keepsClosed: () => boolean;
  /** The page could not be loaded: a broken build. */
  onLoadFailed: (thrown: unknown) => void;
}

/** Berth's main window. Closed, it is kept hidden for a while, then it does not exist: the tray alone costs less memory. */
export interface MainWindow {
  /** The window, while it is open; not one that is kept. */
  current: () => BrowserWindow | undefined;
  /** Opens it, or brings it to the front. */
  show: () => void;
  /** Click on the tray icon: closes a window in front, shows it otherwise. */
  toggle: () => void;
  isFocused: () => boolean;
  close: () => void;
}

/** The main window, not yet open. */
export function createMainWindow(options: MainWindowOptions): MainWindow {
  let open: BrowserWindow | undefined;

  const show = (): void => {
    if (open === undefined) {
      open = buildWindow(options);
      open.once('closed', () => (open = undefined));
      return;
    }
    // A kept one comes back where it was.
    if (open.isMinimized()) open.restore();
    open.show();
    open.focus();
  };

  return {
    current: () => (open !== undefined && (open.isVisible() || open.isMinimized()) ? open : undefined),
    show,
    toggle: () => (open?.isFocused() === true ? open.close() : show()),
    isFocused: () => open?.isFocused() === true,
    close: () => open?.close(),
  };
}

function buildWindow(options: MainWindowOptions): BrowserWindow {
  const { preload, boundsFile, icon, devTools, keepsClosed } = options;
  const last = loadBounds(boundsFile);
  const areas = screen.getAllDisplays().map((display) => display.workArea);
  const window = new BrowserWindow({
    ...placeWindow(last, areas),
    minWidth: LEAST_SIZE.width,
    minHeight: LEAST_SIZE.height,
    show: false,
    title: 'Berth',
    backgroundColor: windowBackground(),
    autoHideMenuBar: true,
    ...(process.platform === 'linux' && { icon }),
    ...(process.platform === 'darwin' && { titleBarStyle: 'hiddenInset' as const }),
    webPreferences: pagePreferences({ preload, devTools }),
  });
  if (last?.maximized === true) window.maximize();
  window.once('ready-to-show', () => window.show());
  const kept = new KeptWindow({ destroy: () => window.destroy(), after: callAfter });
  window.on('close', (event) => {
    if (window.isVisible() || window.isMinimized()) saveBounds(boundsFile, { ...window.getNormalBounds(), maximized: window.isMaximized() });
    if (!keepsClosed()) return;
    event.preventDefault();
    window.hide();
    kept.hidden();
  });
  window.on('show', () => kept.over());
  window.once('closed', () => kept.over());
  const repaint = (): void => window.setBackgroundColor(windowBackground());
  nativeTheme.on('updated', repaint);
  window.once('closed', () => nativeTheme.off('updated', repaint));
  options.onCreated?.(window);
  window.loadURL(PAGE_URL).catch(options.onLoadFailed);
  return window;
}

function callAfter(milliseconds: number, then: () => void): () => void {
  const timer = setTimeout(then, milliseconds);
  return () => clearTimeout(timer);
}
