import { describe, expect, test } from 'vitest';
import { kubernetesNameProblem } from '../../renderer/screens/docker-sign-in/kubernetes-name';
import { pathLine } from '../../renderer/screens/docker-sign-in/path-line';
import { moved, patternProblem } from '../../renderer/screens/docker-sign-in/registries/registry-map.svelte';
import { RoleChoice } from '../../renderer/screens/identity-center/role-choice.svelte';
import { roleRows } from '../../renderer/screens/identity-center/role-names';
import { countdown, ssoSentence, ssoTitle } from '../../renderer/screens/identity-center/sso-words';
import { suspectOf } from '../../renderer/screens/jobs/job-suspect';
import { codeDigits, deviceName } from '../../renderer/screens/questions/question-words';
import { namesInShort, sourceProblems } from '../../renderer/screens/repositories/sources/source-problems';
import { passphraseProblems } from '../../renderer/screens/settings/passphrase';
import type { Job } from '../../shared/model/moving/job';
import type { InventorySource } from '../../shared/model/repository';
import type { SsoSession } from '../../shared/model/sso';

const NOW = Date.parse('2026-03-14T12:00:00Z');
const session: SsoSession = {
  name: 'https://company.awsapps.com/start/',
  startUrl: 'https://company.awsapps.com/start/',
  region: 'eu-west-1',
  source: 'aws-files',
  status: 'signed-in',
  expiresAt: '2026-03-14T13:00:00Z',
  renewable: false,
  profiles: [],
};

describe('accounts and roles', () => {
  const choice = (existing: string[] = []): RoleChoice =>
    new RoleChoice(
      roleRows([
        { accountId: '111122223333', accountName: 'Harbour', roles: ['Admin', 'Reader'] },
        { accountId: '444455556666', accountName: 'Quay', roles: ['Reader'] },
      ]),
      existing,
    );
  const [first, second] = choice().rows;
  if (first === undefined || second === undefined) throw new Error('There are roles.');

  test('are chosen all at once as far as the search finds them, and let go the same way', () => {
    const one = choice();
    one.search = 'reader';
    one.toggleShown();
    expect([one.count, one.allShown]).toEqual([2, true]);
    expect(one.profiles.map(({ accountId, roleName }) => [accountId, roleName])).toEqual([
      ['111122223333', 'Reader'],
      ['444455556666', 'Reader'],
    ]);
    one.toggleShown();
    expect(one.count).toBe(0);
  });
  test('get names that no profile has yet', () => {
    const usual = choice();
    usual.toggle(first);
    const name = usual.nameOf(first) ?? '';
    const other = choice([name]);
    other.toggle(first);
    expect(other.nameOf(first)).not.toBe(name);
    expect(other.problems).toBe(0);
  });
  test('say which name cannot be taken, and why', () => {
    const one = choice(['dev']);
    one.toggle(first);
    one.toggle(second);
    one.rename(first, 'dev');
    expect(one.problemOf(first)).toContain('already');
    one.rename(first, 'same');
    one.rename(second, 'same');
    expect([one.problems, one.firstProblem]).toEqual([2, 'same. More than one has this name.']);
    one.rename(second, '');
    expect(one.problemOf(second)).toBe('It needs a name.');
    expect(one.problemOf(first)).toBeUndefined();
  });
});

test('a session without a name of its own is called by its address; it says how long it lasts', () => {
  expect(ssoTitle(session)).toBe('company.awsapps.com/start');
  expect(ssoSentence(session, NOW)).toBe('Signed in for another 1 h; then it needs you.');
  expect(countdown('2026-03-14T12:03:07Z', NOW)).toBe('3:07');
  expect(countdown('2026-03-14T11:00:00Z', NOW)).toBe('0:00');
});

test('a pasted code is its digits, and a device is named by what a person calls it', () => {
  expect(codeDigits(' 123 456\n7')).toBe('123456');
  expect(deviceName('arn:aws:iam::111122223333:mfa/phone')).toBe('phone (account 1111 2222 3333)');
  expect(deviceName('GAHT12345678')).toBe('GAHT12345678');
});

test('rules move within their list, and a pattern stands once', () => {
  const rules = ['a.*', 'b.*'].map((pattern) => ({ pattern, profile: 'dev' }));
  expect(moved(rules, 0, 1).map(({ pattern }) => pattern)).toEqual(['b.*', 'a.*']);
  expect(moved(rules, 0, -1)).toBe(rules);
  expect(patternProblem('a.*', rules)).toContain('already');
  expect(patternProblem('a b', rules)).toContain('host');
  expect(patternProblem('*.example', rules)).toBeUndefined();
});

test('the line for the PATH is right for the shell that reads it', () => {
  expect(pathLine('/home/a $b/bin/docker-credential-berth', 'linux').text).toBe(
    'export PATH="/home/a \\$b/bin:$PATH"',
  );
  expect(pathLine('C:\\Berth\\docker-credential-berth.exe', 'win32').text).toBe(
    'setx PATH "%PATH%;C:\\Berth"',
  );
});

test('a passphrase is typed twice the same', () => {
  expect(passphraseProblems('short', 'short')).toEqual({
    passphrase: 'A passphrase has at least 8 characters.',
  });
  expect(passphraseProblems('long enough', 'long enougH')).toEqual({ again: 'The two are not the same.' });
  expect(passphraseProblems('long enough', 'long enough')).toEqual({});
  expect([kubernetesNameProblem('ecr-pull'), kubernetesNameProblem('Ecr')]).toEqual([
    undefined,
    expect.any(String),
  ]);
});

describe('registries that could not be read', () => {
  const failed = (profile: string, error: InventorySource['error']): InventorySource => ({
    profile,
    region: 'eu-west-1',
    status: 'failed',
    repositories: 0,
    error,
  });
  const ended = {
    code: 'session-expired',
    message: 'Ended.',
    remedy: { kind: 'sso-sign-in', session: 'company' },
  } as const;
  test('are one line for each thing a person has to do', () => {
    const { waiting, broken } = sourceProblems([
      failed('a', ended),
      failed('b', ended),
      failed('b', ended),
      failed('c', { code: 'mfa-required', message: 'A code.', remedy: { kind: 'sign-in', profile: 'c' } }),
      failed('d', { code: 'network', message: 'Gone.' }),
    ]);
    expect(waiting.map(({ profile, session, profiles }) => [profile, session, profiles])).toEqual([
      ['a', 'company', ['a', 'b']],
      ['c', undefined, ['c']],
    ]);
    expect(broken.map(({ profile }) => profile)).toEqual(['d']);
    expect([namesInShort(['a', 'b']), namesInShort(['a', 'b', 'c'])]).toEqual(['a and b', 'a and 2 more']);
  });
});

test('a failed job names the reference to look at, when its cause may be on the way to AWS', () => {
  const job = (input: Job['input'], code: 'network' | 'disk-full'): Job => ({
    id: '1',
    kind: 'pull',
    title: '',
    status: 'failed',
    createdAt: '2026-03-14T12:00:00Z',
    progress: { step: '', doneBytes: 0, totalBytes: 0, parts: [] },
    error: { code, message: 'No.' },
    input,
  });
  const sources: InventorySource[] = [
    { profile: 'dev', region: 'eu-west-1', status: 'ready', repositories: 0, accountId: '111122223333' },
  ];
  const push = {
    containerId: 'c',
    tag: 'v1',
    target: { profile: 'dev', region: 'eu-west-1', name: 'team/api' },
  };
  expect([
    suspectOf(job({ reference: 'host/a:b' }, 'network'), []),
    suspectOf(job({ reference: 'host/a:b' }, 'disk-full'), []),
    suspectOf(job(push, 'network'), sources),
    suspectOf(job(push, 'network'), []),
  ]).toEqual(['host/a:b', undefined, '111122223333.dkr.ecr.eu-west-1.amazonaws.com/team/api:v1', undefined]);
});
