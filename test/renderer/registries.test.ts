import { describe, expect, test } from 'vitest';
import { checkProfile, emptyProfileFields } from '../../renderer/screens/profiles/add/profile-form';
import {
  isSignedIn,
  registryTree,
  sessionTone,
  signInSummary,
} from '../../renderer/screens/sidebar/registry-tree';
import { referenceProblem } from '../../renderer/screens/images/image-reference';
import { readingWords } from '../../renderer/screens/repositories/repository-words';
import type { Session } from '../../shared/model/session';

const NOW = Date.parse('2026-03-14T12:00:00Z');
const session = (region: string, status: Session['status'], expiresAt?: string): Session => ({
  profile: 'dev',
  region,
  status,
  accountId: '111122223333',
  ...(expiresAt !== undefined && { expiresAt }),
});

describe('the tree of registries', () => {
  test('joins the regions of profile, sessions and inventory, with the account anybody knows', () => {
    const tree = registryTree(
      [{ name: 'dev', source: 'berth', kind: 'static', regions: ['eu-west-1'] }],
      [session('us-east-1', 'signed-in')],
      [{ profile: 'dev', region: 'eu-west-1', status: 'ready', repositories: 4 }],
    );
    expect(tree.map(({ accountId, regions }) => [accountId, regions.map((r) => r.region)])).toEqual([
      ['111122223333', ['eu-west-1', 'us-east-1']],
    ]);
  });
  test('counts a failed renewal as signed in while the old token still holds', () => {
    expect(isSignedIn(session('a-b-1', 'failed', '2026-03-14T13:00:00Z'), NOW)).toBe(true);
    expect(isSignedIn(session('a-b-1', 'failed', '2026-03-14T11:00:00Z'), NOW)).toBe(false);
  });
  test('sums up where Docker is signed in', () => {
    const sessions = [session('eu-west-1', 'signed-in'), session('us-east-1', 'expired')];
    const tree = (known: Session[]) =>
      registryTree([{ name: 'dev', source: 'berth', kind: 'static', regions: [] }], known, []);
    expect([
      signInSummary([], NOW),
      signInSummary(tree(sessions), NOW),
      signInSummary(tree(sessions.slice(0, 1)), NOW),
    ]).toEqual(['Not signed in', '1 of 2 signed in', 'Signed in everywhere']);
    expect(sessions.map(sessionTone)).toEqual(['good', 'warn']);
  });
  test('knows a registry that Docker is signed in at through another profile, and counts it once', () => {
    const profile = (name: string) => ({
      name,
      source: 'berth' as const,
      kind: 'static' as const,
      regions: [],
    });
    const tree = registryTree(
      [profile('dev'), profile('readonly')],
      [
        session('eu-west-1', 'signed-in'),
        { ...session('eu-west-1', 'signed-out'), profile: 'readonly' },
        { ...session('us-east-1', 'signed-out'), profile: 'readonly' },
      ],
      [],
    );
    expect(tree.map(({ regions }) => regions.map(({ region, servedBy }) => [region, servedBy]))).toEqual([
      [['eu-west-1', undefined]],
      [
        ['eu-west-1', 'dev'],
        ['us-east-1', undefined],
      ],
    ]);
    expect(signInSummary(tree, NOW)).toBe('1 of 2 signed in');
  });
  test('says how many registries have been read, until all are', () => {
    const source = (status: 'ready' | 'loading') => ({ profile: 'p', region: 'r', status, repositories: 0 });
    expect([readingWords([source('ready'), source('loading')]), readingWords([source('ready')])]).toEqual([
      '1 of 2 registries read',
      '',
    ]);
  });
});

describe('the form of a profile', () => {
  test('names every field that is wrong, each with its own sentence', () => {
    const checked = checkProfile('static', {
      ...emptyProfileFields(),
      name: 'dev',
      region: 'europe',
      accessKeyId: 'AKIA',
    });
    expect(checked.ok ? {} : checked.errors).toEqual({
      region: 'A region looks like eu-central-1.',
      accessKeyId: expect.stringContaining('16 capital letters'),
      secretAccessKey: 'This is needed.',
    });
  });
  test('leaves optional fields out, and spaces around a value', () => {
    const checked = checkProfile('role', {
      ...emptyProfileFields(),
      name: ' ops ',
      region: 'eu-west-1',
      sourceProfile: 'dev',
      roleArn: 'arn:aws:iam::111122223333:role/Ops',
    });
    expect(checked).toEqual({
      ok: true,
      input: {
        command: 'profile.addRole',
        input: {
          name: 'ops',
          region: 'eu-west-1',
          sourceProfile: 'dev',
          roleArn: 'arn:aws:iam::111122223333:role/Ops',
        },
      },
    });
  });
});

test('a typed reference is judged while it is typed', () => {
  expect(referenceProblem('')).toBeUndefined();
  expect(referenceProblem('111122223333.dkr.ecr.eu-west-1.amazonaws.com/team/api:v1')).toBeUndefined();
  expect(referenceProblem('host.example/Team:v1')).toContain('capital letters');
});
