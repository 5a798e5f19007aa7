import type { Job } from '../../../shared/model/moving/job';
import { needy } from '../notices/needs-person';
import { profileItems } from './profile-items';
import { summarize, type TrayState } from './tray-state';

/** What a click in the tray asks for; plain data, so that whoever wires it needs no closure per item. */
export type TrayAction =
  | { kind: 'open-window' }
  | { kind: 'quick-push' }
  | { kind: 'quit' }
  | { kind: 'sign-in'; profile: string; region?: string }
  | { kind: 'sign-out'; profile: string; region: string }
  | { kind: 'sign-out-public' }
  | { kind: 'open-session'; profile: string }
  | { kind: 'sso-sign-in'; session: string }
  | { kind: 'sign-in-all' }
  | { kind: 'sign-out-all' }
  | { kind: 'cancel-job'; id: string }
  | { kind: 'start-sandbox' }
  | { kind: 'stop-sandbox' }
  | { kind: 'reconnect-docker' };

/** One line of the menu. Without action and submenu it only tells something and cannot be clicked. */
export type TrayItem =
  { separator: true } | { label: string; action?: TrayAction; submenu?: readonly TrayItem[] };
export type MenuTemplate = readonly TrayItem[];

const SEPARATOR: TrayItem = { separator: true };

/** The whole menu for a state: the same state and minute give the same menu. */
export function trayMenu(state: TrayState, now: Date): MenuTemplate {
  const sections: TrayItem[][] = [
    [{ label: summarize(state, now).tooltip }],
    needyItems(state),
    [
      { label: 'Open Berth', action: { kind: 'open-window' } },
      { label: 'Push a file or folder…', action: { kind: 'quick-push' } },
    ],
    profileItems(state, now),
    allItems(state),
    state.jobs.jobs.filter((job) => job.status === 'running' || job.status === 'queued').map(jobItem),
    dockerItems(state),
    sandboxItems(state),
    [{ label: 'Quit Berth', action: { kind: 'quit' } }],
  ];
  return sections
    .filter((section) => section.length > 0)
    .flatMap((section, index) => (index === 0 ? section : [SEPARATOR, ...section]));
}

/** What waits for the person, one click away. */
function needyItems({ sessions }: TrayState): TrayItem[] {
  return needy(sessions).flatMap(({ needs, name, profile }): TrayItem[] => {
    if (needs === 'sso') return [{ label: `Sign in to ${name}…`, action: { kind: 'sso-sign-in', session: name } }];
    if (needs === 'mfa') return [{ label: `Enter MFA code for ${name}…`, action: { kind: 'open-session', profile } }];
    return [];
  });
}

function allItems({ profiles, sessions }: TrayState): TrayItem[] {
  if (profiles.profiles.length === 0) return [];
  const out: TrayItem = { label: 'Sign out all', action: { kind: 'sign-out-all' } };
  const any = sessions.sessions.some(({ status }) => status !== 'signed-out');
  return [{ label: 'Sign in all', action: { kind: 'sign-in-all' } }, ...(any ? [out] : [])];
}

function jobItem(job: Job): TrayItem {
  const { doneBytes, totalBytes, step } = job.progress;
  const part = totalBytes > 0 ? `${Math.min(100, Math.floor((doneBytes / totalBytes) * 100))} %` : step;
  return {
    label: shorten(`${job.title}: ${job.status === 'queued' ? 'waiting' : part}`),
    submenu: [{ label: 'Cancel', action: { kind: 'cancel-job', id: job.id } }],
  };
}

function dockerItems({ docker }: TrayState): TrayItem[] {
  if (docker.status !== 'unavailable') return [];
  return [
    { label: 'Docker is not answering' },
    { label: 'Try Docker again', action: { kind: 'reconnect-docker' } },
  ];
}

function sandboxItems({ app }: TrayState): TrayItem[] {
  if (app.sandbox === 'running') return [{ label: 'Stop the sandbox', action: { kind: 'stop-sandbox' } }];
  if (app.sandbox === 'starting') return [{ label: 'The sandbox is starting' }];
  return [{ label: 'Start the sandbox', action: { kind: 'start-sandbox' } }];
}

const shorten = (text: string): string =>
  text.length > 60 ? `${text.slice(0, 40)}…${text.slice(-19)}` : text;
