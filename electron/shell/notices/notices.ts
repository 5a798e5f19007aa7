import type { Job, JobsState } from '../../../shared/model/moving/job';
import type { Finding, Watch, WatchName } from '../../../shared/model/findings';
import type { Session, SessionsState } from '../../../shared/model/session';
import { needsPerson } from './needs-person';
import { asksPerson, type PersonAsk } from './person-asks';

/** Where a click on a notice leads: into the window, or straight to what the person is asked for. */
export type NoticeTarget = { kind: 'window' } | { kind: 'open-session'; profile: string } | { kind: 'sso-sign-in'; session: string } | ({ kind: 'findings' } & WatchName);

/** Something worth telling a person who looks elsewhere. */
export interface Notice {
  title: string;
  body: string;
  /** The window, where it is not said. */
  target?: NoticeTarget;
}

/** Jobs that have ended between two snapshots. One that is new and already ended came from the journal: no news. */
export function jobNotices(before: JobsState, after: JobsState): Notice[] {
  const was = new Map(before.jobs.map((job) => [job.id, job.status]));
  return after.jobs
    .filter(
      (job) =>
        (was.get(job.id) === 'running' || was.get(job.id) === 'queued') && was.get(job.id) !== job.status,
    )
    .flatMap(noticeOf);
}

/** A job that took no longer than this ended under the person's eyes, in milliseconds. */
const SHORT = 10_000;

const wasShort = ({ startedAt, endedAt }: Job): boolean =>
  startedAt !== undefined && endedAt !== undefined && Date.parse(endedAt) - Date.parse(startedAt) <= SHORT;

function noticeOf(job: Job): Notice[] {
  if (job.status === 'succeeded' && wasShort(job)) return [];
  if (job.status === 'succeeded')
    return [{ title: `Done: ${job.title}`, body: job.outcome?.reference ?? '' }];
  if (job.status === 'failed') {
    const words = [job.error?.message, job.error?.hint].filter((part) => part !== undefined);
    return [{ title: `Failed: ${job.title}`, body: words.join(' ') }];
  }
  return [];
}

/** Sign-ins that have come to need the person between two snapshots. What an AWS session asks for is asked there, once. */
export function sessionNotices(before: SessionsState, after: SessionsState): Notice[] {
  const needed = new Set(before.sessions.filter(needsPerson).map(keyOf));
  const spoken = new Set(after.aws.filter(asksPerson).map(({ profile }) => profile));
  return after.sessions
    .filter((session) => needsPerson(session) && !needed.has(keyOf(session)) && !spoken.has(session.profile))
    .map((session) => ({
      title: `${session.profile} needs you`,
      body: session.error?.message ?? `Docker's sign-in to ${session.host ?? session.region} has ended.`,
    }));
}

const keyOf = ({ profile, region, public: isPublic }: Session): string => `${profile} ${region}${isPublic === true ? ' public' : ''}`;

/** Asks the person for what only they can open; a click opens it. */
export function askNotice({ profile, needs, ssoSession, endsAt, problem }: PersonAsk, now: Date): Notice {
  const name = needs === 'sso' ? (ssoSession ?? profile) : profile;
  const end = endsAt === undefined ? 'has ended' : `ends in ${minutesUntil(endsAt, now)}`;
  const next = needs === 'sso' ? 'Click to sign in.' : 'Click to enter the MFA code.';
  return {
    title: `${name} needs you`,
    body: `${problem ?? `The AWS session of ${name} ${end}.`} ${next}`,
    target: needs === 'sso' && ssoSession !== undefined ? { kind: 'sso-sign-in', session: ssoSession } : { kind: 'open-session', profile },
  };
}

function minutesUntil(end: string, now: Date): string {
  const minutes = Math.max(1, Math.round((Date.parse(end) - now.getTime()) / 60_000));
  return minutes === 1 ? '1 minute' : `${minutes} minutes`;
}

/** New findings of something watched; a click shows them. */
export function findingNotice({ watch: { repository, tag, severity }, findings }: { watch: Watch; findings: readonly Finding[] }): Notice {
  const [first] = findings;
  const grave = severity === 'CRITICAL' ? 'critical ' : '';
  const more = findings.length > 1 ? ` and ${findings.length - 1} more` : '';
  const of = first?.package === undefined ? '' : ` in ${first.package}`;
  return {
    title: `${findings.length === 1 ? `New ${grave}finding` : `${findings.length} new ${grave}findings`} in ${repository.name}${tag === undefined ? '' : `:${tag}`}`,
    body: `${first?.name ?? ''}${of}${more}.${first?.fixedIn === undefined ? '' : ` Fixed in ${first.fixedIn}.`}`,
    target: { kind: 'findings', repository, ...(tag !== undefined && { tag }) },
  };
}
