import type { AwsSession, SessionsState } from '../../../shared/model/session';

/** Something that only a person can open, and has to soon or now. */
export interface PersonAsk {
  /** One for each thing to open, however many profiles stand on it. */
  key: string;
  profile: string;
  needs: 'sso' | 'mfa';
  ssoSession?: string;
  /** ISO 8601; it is still open until then. */
  endsAt?: string;
  /** Why opening it did not work, in the words of the error. */
  problem?: string;
}

/** What a person was asked for and has not opened since; what has been open in this run. */
export interface AskMemory {
  asked: ReadonlySet<string>;
  wasOpen: ReadonlySet<string>;
}

export const NOTHING_ASKED: AskMemory = { asked: new Set(), wasOpen: new Set() };

/** The thing that a profile's session stands on. */
export const askKey = ({ profile, needs, ssoSession, through }: AwsSession): string =>
  needs === 'sso' ? `sso ${ssoSession ?? profile}` : `mfa ${through ?? profile}`;

/** Whether its person should do something now. */
export const asksPerson = ({ status, endsSoon, error }: AwsSession): boolean =>
  status === 'needs-person' || endsSoon === true || (status === 'failed' && error?.code !== 'network' && error?.code !== 'timeout');

/**
 * What to ask a person for after this snapshot: each thing once, and again only after it had been open meanwhile. What was never
 * open and keeps no sign-in of Docker's alive is nobody's business until somebody uses it.
 */
export function askPerson(memory: AskMemory, { aws, sessions }: SessionsState): { asks: PersonAsk[]; memory: AskMemory } {
  const asked = new Set(memory.asked);
  const wasOpen = new Set(memory.wasOpen);
  const kept = new Set(sessions.filter(({ host }) => host !== undefined).map(({ profile }) => profile));
  const asks: PersonAsk[] = [];
  for (const session of aws) {
    const key = askKey(session);
    if (session.status === 'open') wasOpen.add(key);
    if (session.status === 'open' && session.endsSoon !== true) asked.delete(key);
  }
  for (const session of aws) {
    const key = askKey(session);
    if (!asksPerson(session) || asked.has(key) || !(wasOpen.has(key) || kept.has(session.profile))) continue;
    asked.add(key);
    asks.push(askOf(session, key));
  }
  return { asks, memory: { asked, wasOpen } };
}

function askOf({ profile, needs, ssoSession, through, status, expiresAt, error }: AwsSession, key: string): PersonAsk {
  return {
    key,
    profile: through ?? profile,
    needs: needs ?? 'mfa',
    ...(ssoSession !== undefined && { ssoSession }),
    ...(status === 'open' && expiresAt !== undefined && { endsAt: expiresAt }),
    ...(error !== undefined && { problem: error.message }),
  };
}
