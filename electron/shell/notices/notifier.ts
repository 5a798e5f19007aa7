import { Notification } from 'electron';
import type { JobsState } from '../../../shared/model/moving/job';
import type { Finding, Watch } from '../../../shared/model/findings';
import type { SessionsState } from '../../../shared/model/session';
import { askNotice, findingNotice, jobNotices, sessionNotices, type Notice, type NoticeTarget } from './notices';
import { askPerson, NOTHING_ASKED } from './person-asks';

export interface NotifierOptions {
  /** Whether the person is looking at Berth now: then the window says it. */
  isFocused: () => boolean;
  onClick: (target: NoticeTarget) => void;
  now: () => Date;
}

export interface Notifier {
  jobsChanged: (state: JobsState) => void;
  sessionsChanged: (state: SessionsState) => void;
  /** Said even to a person who looks at Berth: it may be at anything else. */
  findingNews: (news: { watch: Watch; findings: readonly Finding[] }) => void;
}

/** Tells the person through the desktop what happened while the window was not in front. */
export function createNotifier({ isFocused, onClick, now }: NotifierOptions): Notifier {
  let jobs: JobsState = { jobs: [] };
  let sessions: SessionsState = { sessions: [], aws: [] };
  let memory = NOTHING_ASKED;

  const tell = (notice: Notice): void => {
    if (!isFocused()) show(notice);
  };
  const show = ({ title, body, target = { kind: 'window' } }: Notice): void => {
    if (!Notification.isSupported()) return;
    const notification = new Notification({ title, body });
    notification.on('click', () => onClick(target));
    notification.show();
  };
  return {
    findingNews: (news) => show(findingNotice(news)),
    jobsChanged: (state) => {
      jobNotices(jobs, state).forEach(tell);
      jobs = state;
    },
    sessionsChanged: (state) => {
      sessionNotices(sessions, state).forEach(tell);
      sessions = state;
      const asked = askPerson(memory, state);
      memory = asked.memory;
      asked.asks.map((ask) => askNotice(ask, now())).forEach(tell);
    },
  };
}
