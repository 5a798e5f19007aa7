import type { Job, JobsState } from '../../../shared/model/job';
import type { Session, SessionsState } from '../../../shared/model/session';

/** Something worth telling a person who looks elsewhere. */
export interface Notice {
  title: string;
  body: string;
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

function noticeOf(job: Job): Notice[] {
  if (job.status === 'succeeded')
    return [{ title: `Done: ${job.title}`, body: job.outcome?.reference ?? '' }];
  if (job.status === 'failed') {
    const words = [job.error?.message, job.error?.hint].filter((part) => part !== undefined);
    return [{ title: `Failed: ${job.title}`, body: words.join(' ') }];
  }
  return [];
}

/** Sessions that have come to need the person between two snapshots. A network that is away needs nobody. */
export function sessionNotices(before: SessionsState, after: SessionsState): Notice[] {
  const needed = new Set(before.sessions.filter(needsPerson).map(keyOf));
  return after.sessions
    .filter((session) => needsPerson(session) && !needed.has(keyOf(session)))
    .map((session) => ({
      title: `${session.profile} needs you`,
      body: session.error?.message ?? `Docker's sign-in to ${session.host ?? session.region} has ended.`,
    }));
}

const keyOf = ({ profile, region }: Session): string => `${profile} ${region}`;
const needsPerson = ({ status, error }: Session): boolean =>
  (status === 'failed' || status === 'expired') && error?.code !== 'network';
