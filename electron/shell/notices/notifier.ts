import { Notification } from 'electron';
import type { JobsState } from '../../../shared/model/job';
import type { SessionsState } from '../../../shared/model/session';
import { jobNotices, sessionNotices, type Notice } from './notices';

export interface NotifierOptions {
  /** Whether the person is looking at Berth now: then the window says it. */
  isFocused: () => boolean;
  onClick: () => void;
}

export interface Notifier {
  jobsChanged: (state: JobsState) => void;
  sessionsChanged: (state: SessionsState) => void;
}

/** Tells the person through the desktop what happened while the window was not in front. */
export function createNotifier({ isFocused, onClick }: NotifierOptions): Notifier {
  let jobs: JobsState = { jobs: [] };
  let sessions: SessionsState = { sessions: [], aws: [] };

  const tell = ({ title, body }: Notice): void => {
    if (isFocused() || !Notification.isSupported()) return;
    const notification = new Notification({ title, body });
    notification.on('click', onClick);
    notification.show();
  };
  return {
    jobsChanged: (state) => {
      jobNotices(jobs, state).forEach(tell);
      jobs = state;
    },
    sessionsChanged: (state) => {
      sessionNotices(sessions, state).forEach(tell);
      sessions = state;
    },
  };
}
