import { expect, test } from 'vitest';
import { askNotice, sessionNotices } from '../../electron/shell/notices/notices';
import { askPerson, NOTHING_ASKED, type AskMemory, type PersonAsk } from '../../electron/shell/notices/person-asks';
import type { AwsSession, Session } from '../../shared/model/session';

const now = new Date('2026-01-01T12:00:00Z');
const soon = '2026-01-01T12:12:00Z';
const mfa = (status: AwsSession['status'], rest: Partial<AwsSession> = {}): AwsSession => ({ profile: 'dev', status, needs: 'mfa', renewable: false, ...rest });
const corp = (profile: string, status: AwsSession['status']): AwsSession => ({ profile, status, needs: 'sso', ssoSession: 'corp', renewable: false });
const kept = (profile: string): Session => ({ profile, region: 'eu-central-1', status: 'signed-in', host: `${profile}.example` });

/** What is asked for over a row of snapshots, one list a snapshot. */
function asksOver(snapshots: { aws: AwsSession[]; sessions?: Session[] }[]): PersonAsk[][] {
  let memory: AskMemory = NOTHING_ASKED;
  return snapshots.map(({ aws, sessions = [] }) => {
    const step = askPerson(memory, { aws, sessions });
    memory = step.memory;
    return step.asks;
  });
}
const counts = (snapshots: { aws: AwsSession[]; sessions?: Session[] }[]): number[] => asksOver(snapshots).map((asks) => asks.length);

test('asks ahead of the end, and not again when it has come', () => {
  const endsSoon = mfa('open', { endsSoon: true, expiresAt: soon });
  expect(counts([{ aws: [mfa('open')] }, { aws: [endsSoon] }, { aws: [endsSoon] }, { aws: [mfa('needs-person')] }])).toEqual([0, 1, 0, 0]);
});

test('asks again only after the session had been open meanwhile', () => {
  const [open, shut] = [{ aws: [mfa('open')] }, { aws: [mfa('needs-person')] }];
  expect(counts([open, shut, { aws: [mfa('opening')] }, shut, open, shut])).toEqual([0, 1, 0, 0, 0, 1]);
});

test('asks once for an SSO session, however many profiles stand on it', () => {
  const rows = (status: AwsSession['status']): AwsSession[] => [corp('one', status), corp('two', status)];
  const [, asked] = asksOver([{ aws: rows('open') }, { aws: rows('needs-person') }]);
  expect(asked).toEqual([{ key: 'sso corp', profile: 'one', needs: 'sso', ssoSession: 'corp' }]);
});

test('leaves the person in peace about what was never open, unless Docker is signed in through it', () => {
  expect(counts([{ aws: [mfa('needs-person')] }])).toEqual([0]);
  expect(counts([{ aws: [mfa('needs-person')], sessions: [kept('dev')] }])).toEqual([1]);
});

test('a session that the network keeps from being renewed needs nobody', () => {
  const failed = mfa('failed', { error: { code: 'network', message: 'The network is away.' } });
  expect(counts([{ aws: [mfa('open')] }, { aws: [failed] }])).toEqual([0, 0]);
});

test('the notice says when it ends, and a click opens just that', () => {
  const [, [ask]] = asksOver([{ aws: [mfa('open')] }, { aws: [mfa('open', { endsSoon: true, expiresAt: soon })] }]) as [PersonAsk[], [PersonAsk]];
  expect(askNotice(ask, now)).toEqual({
    title: 'dev needs you',
    body: 'The AWS session of dev ends in 12 minutes. Click to enter the MFA code.',
    target: { kind: 'open-session', profile: 'dev' },
  });
  const [, [sso]] = asksOver([{ aws: [corp('one', 'open')] }, { aws: [corp('one', 'needs-person')] }]) as [PersonAsk[], [PersonAsk]];
  expect(askNotice(sso, now)).toEqual({ title: 'corp needs you', body: 'The AWS session of corp has ended. Click to sign in.', target: { kind: 'sso-sign-in', session: 'corp' } });
});

test('a sign-in of Docker’s that fails for want of the person is not told of besides', () => {
  const failed: Session = { ...kept('one'), status: 'failed', error: { code: 'session-expired', message: 'It has ended.' } };
  const after = { sessions: [failed], aws: [corp('one', 'needs-person')] };
  expect(sessionNotices({ sessions: [], aws: [] }, after)).toEqual([]);
});
