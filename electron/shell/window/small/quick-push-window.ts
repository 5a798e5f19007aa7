import { BrowserWindow, nativeTheme } from 'electron';
import { QUICK_PUSH_URL } from '../page-file';
import { pagePreferences, type PageOptions } from '../page-preferences';
import { windowBackground } from '../theme';

export interface QuickPushWindowOptions extends PageOptions {
  /** The application's icon, a PNG. */
  icon: string;
  /** The page could not be loaded: a broken build. */
  onLoadFailed: (thrown: unknown) => void;
}

/** The small window that takes files and folders to push, whether or not the main one is open. */
export interface QuickPushWindow {
  /** Opens it, or brings it to the front. */
  show: () => void;
  isFocused: () => boolean;
  close: () => void;
}

/** Size of the page, in CSS pixels. */
const SIZE = { width: 440, height: 600 };
const LEAST = { width: 360, height: 420 };

export function createQuickPushWindow(options: QuickPushWindowOptions): QuickPushWindow {
  let open: BrowserWindow | undefined;
  return {
    show: () => {
      if (open === undefined) {
        open = buildWindow(options);
        open.once('closed', () => (open = undefined));
        return;
      }
      if (open.isMinimized()) open.restore();
      open.show();
      open.focus();
    },
    isFocused: () => open?.isFocused() === true,
    close: () => open?.close(),
  };
}

function buildWindow({ preload, devTools, icon, onLoadFailed }: QuickPushWindowOptions): BrowserWindow {
  const window = new BrowserWindow({
    ...SIZE,
    minWidth: LEAST.width,
    minHeight: LEAST.height,
    useContentSize: true,
    show: false,
    maximizable: false,
    fullscreenable: false,
    // A file manager that something is dragged from comes to the front: this stays where it can be reached.
    alwaysOnTop: true,
    title: 'Push to a registry',
    backgroundColor: windowBackground(),
    ...(process.platform === 'linux' && { icon }),
    webPreferences: pagePreferences({ preload, devTools }),
  });
  window.removeMenu();
  window.once('ready-to-show', () => {
    window.show();
    window.focus();
  });
  // The page's own title is the application's.
  window.on('page-title-updated', (event) => event.preventDefault());
  const repaint = (): void => window.setBackgroundColor(windowBackground());
  nativeTheme.on('updated', repaint);
  window.once('closed', () => nativeTheme.off('updated', repaint));
  window.loadURL(QUICK_PUSH_URL).catch(onLoadFailed);
  return window;
}
