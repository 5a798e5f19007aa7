import type { TopicPayload } from '../../../shared/ipc/contract';
import type { Session } from '../../../shared/model/session';
import type { Job } from '../../../shared/model/moving/job';
import { shareDone } from '../taskbar-progress';
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
      tooltip: `Berth: ${running.length === 1 ? running[0]?.title : `${running.length} transfers`}${movingPart(running)}`,
    };
  }
  return sessions.some(holdsToken)
    ? { icon: 'signed-in', tooltip: `Berth${signedInPart(sessions, now).replace(/^,/, ':')}` }
    : { icon: 'idle', tooltip: 'Berth: Docker is not signed in' };
}

/** How far all of them are together, and how long the longest still takes. */
function movingPart(running: readonly Job[]): string {
  const share = shareDone(running);
  if (share === undefined) return '';
  const seconds = running.map(({ progress }) => progress.secondsLeft).filter((left) => left !== undefined);
  const left = seconds.length === 0 ? '' : `, ${secondsWords(Math.max(...seconds))} left`;
  return `, ${Math.floor(share * 100)} %${left}`;
}

/** In steps that do not change the menu all the time. */
const secondsWords = (seconds: number): string => (seconds < 60 ? `${Math.ceil(seconds / 10) * 10} s` : seconds < 5400 ? `${Math.ceil(seconds / 60)} min` : `${Math.round(seconds / 3600)} h`);

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
