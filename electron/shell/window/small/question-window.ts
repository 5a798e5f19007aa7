import { BrowserWindow } from 'electron';
import type { Question } from '../../../../shared/model/question';
import { QUESTION_URL } from '../page-file';
import { pagePreferences, type PageOptions } from '../page-preferences';
import { windowBackground } from '../theme';

export interface QuestionWindowOptions extends PageOptions {
  /** The application's icon, a PNG. */
  icon: string;
  /** What is asked now. */
  questions: () => readonly Question[];
  /** Whether the person looks at the main window, or the one that pushes files: they ask by themselves. */
  isMainInFront: () => boolean;
  /** The person closed the window: they decline. */
  cancel: (id: string) => void;
  after: (milliseconds: number, then: () => void) => void;
  /** The page could not be loaded: a broken build. */
  onLoadFailed: (thrown: unknown) => void;
}

/** The small window that asks while the main one is not in front: always on top, there only as long as the question. */
export interface QuestionWindow {
  /** Questions came or went, or the main window closed. */
  update: () => void;
  /** The main window is in front now and asks itself. */
  yield: () => void;
  close: () => void;
}

/** Size of the page, in CSS pixels. */
const SIZE = { width: 380, height: 264 };
/** A wrong answer is asked again; within this time the window waits for that. Milliseconds. */
const LINGER_MS = 1500;

export function createQuestionWindow(options: QuestionWindowOptions): QuestionWindow {
  const { questions, isMainInFront, cancel, after } = options;
  let open: BrowserWindow | undefined;

  /** Takes the window away without declining anything. */
  const takeAway = (): void => {
    const window = open;
    open = undefined;
    window?.destroy();
  };
  const show = (): void => {
    const window = buildWindow(options);
    open = window;
    // Only a person closes it this way: Berth itself destroys it.
    window.on('close', () => questions().forEach(({ id }) => cancel(id)));
    window.once('closed', () => {
      if (open === window) open = undefined;
    });
  };
  return {
    update: () => {
      if (questions().length > 0) {
        if (open === undefined && !isMainInFront()) show();
      } else if (open !== undefined) {
        after(LINGER_MS, () => {
          if (questions().length === 0) takeAway();
        });
      }
    },
    yield: takeAway,
    close: takeAway,
  };
}

function buildWindow({ preload, devTools, icon, onLoadFailed }: QuestionWindowOptions): BrowserWindow {
  const window = new BrowserWindow({
    ...SIZE,
    useContentSize: true,
    show: false,
    center: true,
    resizable: false,
    minimizable: false,
    maximizable: false,
    fullscreenable: false,
    alwaysOnTop: true,
    title: 'Berth asks',
    backgroundColor: windowBackground(),
    ...(process.platform === 'linux' && { icon }),
    webPreferences: pagePreferences({ preload, devTools }),
  });
  // The menu of the application has nothing to offer here.
  window.removeMenu();
  window.once('ready-to-show', () => {
    window.show();
    window.focus();
  });
  // The page's own title is the application's.
  window.on('page-title-updated', (event) => event.preventDefault());
  window.loadURL(QUESTION_URL).catch(onLoadFailed);
  return window;
}
