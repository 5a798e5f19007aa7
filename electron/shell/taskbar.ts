import type { BrowserWindow } from 'electron';
import type { JobsState } from '../../shared/model/moving/job';
import { type TaskbarProgress, taskbarProgress, unseenAfter } from './taskbar-progress';

export interface TaskbarOptions {
  /** The window whose button shows it, while it is open. */
  window: () => BrowserWindow | undefined;
  isFocused: () => boolean;
  jobs: () => JobsState;
}

/** Progress of the jobs on the window's button in the taskbar or dock (on Linux where the launcher knows of it). */
export interface Taskbar {
  /** The jobs, or who looks at the window, may have changed. */
  update: () => void;
  /** A new window shows nothing yet. */
  windowOpened: () => void;
}

/** Follows the jobs, and asks the system only when what it shows changes. */
export function createTaskbar({ window, isFocused, jobs }: TaskbarOptions): Taskbar {
  let before: JobsState = { jobs: [] };
  let unseen: ReadonlySet<string> = new Set();
  let shown = '';

  const update = (): void => {
    const after = jobs();
    unseen = unseenAfter({ before, after, unseen, isSeen: isFocused() });
    before = after;
    const next = taskbarProgress(after, unseen);
    const text = wordsOf(next);
    const button = window();
    if (text === shown || button === undefined) return;
    shown = text;
    button.setProgressBar(next.value, { mode: next.mode });
  };
  return {
    update,
    windowOpened: () => {
      shown = wordsOf({ value: -1, mode: 'none' });
      update();
    },
  };
}

/** Whole per cents: a bar of some forty pixels shows no more. */
const wordsOf = ({ value, mode }: TaskbarProgress): string => `${mode} ${Math.round(value * 100)}`;
