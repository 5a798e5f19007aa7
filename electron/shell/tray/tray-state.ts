import type { TopicPayload } from '../../../shared/ipc/contract';
import type { Session } from '../../../shared/model/session';
import { isOffline, needy } from '../notices/needs-person';
import { timeLeft } from './time-left';

/** All that the tray shows, as the topics publish it. */
export interface TrayState {
  profiles: TopicPayload<'profiles'>;
  sessions: TopicPayload<'sessions'>;
  jobs: TopicPayload<'jobs'>;
  docker: TopicPayload<'docker'>;
  inventory: TopicPayload<'inventory'>;
  app: TopicPayload<'app'>;
  online: boolean;
}

/** The icon's four looks: a mark of its own each. */
export type TrayIcon = 'idle' | 'signed-in' | 'busy' | 'attention';
export interface TraySummary {
  icon: TrayIcon;
  /** One line: it is also the first line of the menu. */
  tooltip: string;
}

/** Whether Docker has a token of this session. */
export const holdsToken = ({ status }: Session): boolean => status === 'signed-in' || status === 'refreshing';

/** What the icon and its tooltip say. First that applies: offline, needs you, refreshing, a job, signed in, signed out. */
export function summarize(state: TrayState, now: Date): TraySummary {
  const { sessions } = state.sessions;
  const offline = !state.online || sessions.some(isOffline);
  if (offline) return { icon: 'attention', tooltip: `Berth: offline${signedInPart(sessions, now)}` };

  const waiting = needy(state.sessions);
  if (waiting.length === 1) return { icon: 'attention', tooltip: `Berth: ${waiting[0]?.name} needs you to sign in` };
  if (waiting.length > 1)
    return { icon: 'attention', tooltip: `Berth: ${waiting.length} sessions need you to sign in` };

  if (sessions.some(({ status }) => status === 'refreshing' || status === 'signing-in')) {
    return { icon: 'busy', tooltip: 'Berth: refreshing sign-ins' };
  }
  const running = state.jobs.jobs.filter((job) => job.status === 'running');
  if (running.length > 0) {
    return {
      icon: 'busy',
      tooltip: running.length === 1 ? `Berth: ${running[0]?.title}` : `Berth: ${running.length} transfers`,
    };
  }
  return sessions.some(holdsToken)
    ? { icon: 'signed-in', tooltip: `Berth${signedInPart(sessions, now).replace(/^,/, ':')}` }
    : { icon: 'idle', tooltip: 'Berth: Docker is not signed in' };
}

function signedInPart(sessions: readonly Session[], now: Date): string {
  const held = sessions.filter(holdsToken);
  if (held.length === 0) return '';
  const ends = held
    .map((session) => Date.parse(session.expiresAt ?? ''))
    .filter((time) => !Number.isNaN(time));
  const registries = `signed in to ${held.length} ${held.length === 1 ? 'registry' : 'registries'}`;
  return ends.length === 0
    ? `, ${registries}`
    : `, ${registries}, ${timeLeft(new Date(Math.min(...ends)), now)}`;
}
