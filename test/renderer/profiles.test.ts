import { describe, expect, test } from 'vitest';
import { checkProfile, emptyProfileFields } from '../../renderer/screens/profiles/add/profile-form';
import { checkEdit, fieldsOf } from '../../renderer/screens/profiles/edit/profile-edit';
import {
  durationWords,
  originWords,
  profileFacts,
  waySummary,
} from '../../renderer/screens/profiles/profile-words';
import {
  awsSessionSentence,
  awsSessionTone,
  awsSessionWords,
  openLabel,
} from '../../renderer/screens/sidebar/aws-session-words';
import { findProfiles, registryTree } from '../../renderer/screens/sidebar/registry-tree';
import type { Profile } from '../../shared/model/profile';
import type { AwsSession } from '../../shared/model/session';

const NOW = Date.parse('2026-03-14T12:00:00Z');
const role: Profile = {
  name: 'ops',
  source: 'berth',
  kind: 'assume-role',
  regions: ['eu-west-1'],
  roleArn: 'arn:aws:iam::111122223333:role/Ops',
  sourceProfile: 'dev',
  externalId: true,
  mfaSerial: 'arn:aws:iam::111122223333:mfa/phone',
};
const open: AwsSession = {
  profile: 'ops',
  status: 'open',
  renewable: true,
  expiresAt: '2026-03-14T12:42:00Z',
};

describe('what an AWS session says', () => {
  test('how long it lasts, and who renews it', () => {
    expect(awsSessionSentence(open, NOW)).toBe('The AWS session ends in 42 min and renews by itself.');
    const byHand = { ...open, renewable: false, needs: 'sso' as const, ssoSession: 'company' };
    expect(awsSessionSentence(byHand, NOW)).toBe(
      'The AWS session ends in 42 min. Then it needs you: sign in to IAM Identity Center (session company).',
    );
    expect(openLabel(open)).toBeUndefined();
  });
  test('warns of an end that is near, unless the session renews itself', () => {
    const soon = { ...open, expiresAt: '2026-03-14T12:05:00Z' };
    expect(awsSessionTone(soon, NOW)).toBe('good');
    expect(awsSessionTone({ ...soon, renewable: false }, NOW)).toBe('warn');
  });
  test('what it needs from the person, with the button for it', () => {
    const mfa: AwsSession = { profile: 'ops', status: 'needs-person', needs: 'mfa', renewable: false };
    expect([awsSessionWords(mfa, NOW), openLabel(mfa), awsSessionTone(mfa, NOW)]).toEqual([
      'Needs a code',
      'Enter code',
      'warn',
    ]);
    expect(openLabel({ ...mfa, needs: 'sso' })).toBe('Sign in');
    expect(openLabel({ ...mfa, status: 'opening' })).toBeUndefined();
    expect(openLabel({ profile: 'ops', status: 'failed', renewable: false })).toBe('Try again');
  });
});

describe('the words of a profile', () => {
  test('sum up how it signs in', () => {
    expect(waySummary(role)).toBe('Role Ops, through dev, with an MFA code');
    expect(waySummary({ ...role, kind: 'sso', ssoRoleName: 'Developer', ssoSession: 'company' })).toBe(
      'Developer, through company',
    );
  });
  test('say where its secret is, for one that has a secret', () => {
    expect(originWords({ source: 'berth', kind: 'static' }, 'file')).toBe(
      'Kept in Berth; its secret is in the encrypted file.',
    );
    expect(originWords(role, 'keychain')).toBe('Kept in Berth.');
  });
  test('tell an external id as set, never its value', () => {
    expect(profileFacts(role)).toContainEqual({ term: 'External ID', value: 'Set', mono: false });
    expect([3600, 5400, 900].map(durationWords)).toEqual(['1 h', '1 h 30 min', '15 min']);
  });
});

describe('editing a profile', () => {
  test('changes only what was changed, and takes away what was emptied', () => {
    const fields = { ...fieldsOf(role), name: 'operations', mfaSerial: '', durationSeconds: '3600' };
    expect(checkEdit(role, fields)).toEqual({
      ok: true,
      input: { name: 'ops', newName: 'operations', mfaSerial: null, durationSeconds: 3600 },
    });
    expect(checkEdit(role, fieldsOf(role))).toEqual({ ok: true, input: { name: 'ops' } });
  });
  test('keeps an external id that was not typed again, unless it shall go', () => {
    expect(checkEdit(role, fieldsOf(role), { dropExternalId: true })).toMatchObject({
      input: { externalId: null },
    });
  });
  test('wants a new secret with a new key, and names the field that is wrong', () => {
    const key: Profile = {
      name: 'k',
      source: 'berth',
      kind: 'static',
      regions: [],
      accessKeyId: 'AKIAIOSFODNN7EXAMPLE',
    };
    expect(checkEdit(key, { ...fieldsOf(key), accessKeyId: 'AKIAIOSFODNN7EXAMPL2' })).toMatchObject({
      ok: false,
      errors: { secretAccessKey: expect.stringContaining('own secret') as string },
    });
    expect(checkEdit(role, { ...fieldsOf(role), name: 'a b' })).toMatchObject({
      ok: false,
      errors: { name: expect.stringContaining('letters') as string },
    });
  });
});

test('every way in becomes the command that adds it', () => {
  const fields = {
    ...emptyProfileFields(),
    name: 'dev',
    region: 'eu-west-1',
    roleArn: 'arn:aws:iam::111122223333:role/Ops',
    tokenFile: '/run/token',
    command: 'print-keys',
    ssoSession: 'company',
    accountId: '111122223333',
    roleName: 'Developer',
    sourceProfile: 'base',
    accessKeyId: 'AKIAIOSFODNN7EXAMPLE',
    secretAccessKey: 'not-a-real-secret-at-all',
    kind: 'instance',
  };
  const commands = (['static', 'role', 'sso', 'process', 'web-identity', 'machine'] as const).map((way) => {
    const checked = checkProfile(way, fields);
    return checked.ok
      ? [checked.input.command, (checked.input.input as { kind?: string }).kind]
      : checked.errors;
  });
  expect(commands).toEqual([
    ['profile.addStatic', undefined],
    ['profile.addRole', undefined],
    ['profile.addSso', undefined],
    ['profile.addSourced', 'process'],
    ['profile.addSourced', 'web-identity'],
    ['profile.addSourced', 'instance'],
  ]);
  expect(checkProfile('role', { ...fields, durationSeconds: '60' })).toMatchObject({
    ok: false,
    errors: { durationSeconds: expect.stringContaining('900') as string },
  });
});

test('a profile is found by name, label and account', () => {
  const tree = registryTree(
    [
      { ...role, label: 'Live' },
      { ...role, name: 'dev' },
    ],
    [],
    [],
  );
  expect(findProfiles(tree, 'LIVE op').map(({ profile }) => profile.name)).toEqual(['ops']);
  expect(findProfiles(tree, '')).toHaveLength(2);
});
