import { expect, test } from 'vitest';
import { examine } from '../../electron/diagnosis/examine';
import type { HealthFacts } from '../../electron/diagnosis/health-facts';
import { failed, healthy, HOST, NOW, signedOut, wire, withConfig, withProfile } from './facts';

const well: HealthFacts = {
  shared: healthy,
  missingHelpers: [],
  keychain: { state: 'fine' },
  keychainInUse: false,
  filesProblems: [],
  profiles: [{ name: 'dev', facts: withProfile({}) }],
  hosts: [{ host: HOST, facts: healthy }],
};
const stateOf = (facts: HealthFacts): string[] => examine(facts).steps.map(({ id, status }) => `${id} ${status}`);
const noKeychain = failed(wire('keychain-unavailable', 'There is no keychain here.', { hint: 'Install one.' }));

test('where all is well every part is fine and there is no cause', () => {
  expect(examine(well).cause).toBeUndefined();
  expect(stateOf(well)).toEqual(['config fine', 'engine fine', 'disk fine', 'keychain fine', 'profile:dev fine', `host:${HOST} fine`]);
});

test('everything that is broken is listed, each with its next step; the first is the cause', () => {
  const ill: HealthFacts = {
    ...well,
    missingHelpers: ['nowhere'],
    filesProblems: [{ message: '/a, line 4: no key.', hint: 'Correct it.' }],
    profiles: [{ name: 'dev', facts: withProfile({ token: failed(wire('credentials-invalid', 'AWS does not accept the keys of profile dev.', { hint: 'Check them.' })) }) }],
    hosts: [{ host: HOST, facts: { ...withConfig({ signIn: { where: 'file', username: 'AWS', expiresAt: NOW - 60_000 } }), ping: { state: 'answered', plainHttp: false, dockersSignIn: 'expired' } } }],
  };
  const { steps, cause } = examine(ill);
  expect(cause).toMatchObject({ cause: 'helper-missing', message: expect.stringContaining('docker-credential-nowhere') as string });
  expect(steps.filter(({ status }) => status === 'broken').map(({ message }) => message)).toEqual([
    'Docker asks docker-credential-nowhere for sign-ins, and that program is not on the PATH. Install docker-credential-nowhere, or take “nowhere” out of config.json.',
    '/a, line 4: no key. Correct it.',
    'AWS does not accept the keys of profile dev. Check them.',
    `Docker’s sign-in at ${HOST} expired 1 minute ago. Sign in again; Berth renews it by itself while it runs.`,
  ]);
});

test('a session that has ended is ordinary for a profile, and a cause for the registry that needs it', () => {
  const ended = withProfile({ credentials: failed(wire('session-expired', 'The sign-in to corp has ended.', { hint: 'Sign in.', remedy: { kind: 'sso-sign-in', session: 'corp' } })), token: { state: 'not-asked' } });
  expect(examine({ ...well, profiles: [{ name: 'dev', facts: ended }] })).not.toHaveProperty('cause');
  expect(examine({ ...well, hosts: [{ host: HOST, facts: { ...signedOut, profile: ended.profile } }] }).cause).toMatchObject({ cause: 'sso-ended', remedy: { kind: 'sso-sign-in', session: 'corp' } });
});

test('a profile without a region signs in where the registry names one, and is only remarked upon', () => {
  const { steps, cause } = examine({ ...well, profiles: [{ name: 'dev', facts: withProfile({ token: { state: 'not-asked' } }), remark: 'Profile dev has no region.' }] });
  expect(cause).toBeUndefined();
  expect(steps.find(({ id }) => id === 'profile:dev')).toMatchObject({ status: 'warning', message: 'Profile dev has no region.' });
});

test('a keychain that is not there matters only where a profile keeps its keys in it', () => {
  expect(stateOf({ ...well, keychain: noKeychain })).toContain('keychain warning');
  expect(examine({ ...well, keychain: noKeychain, keychainInUse: true }).cause).toMatchObject({ cause: 'keychain-missing', remedy: { kind: 'use-secret-file' } });
  const locked = failed(wire('keychain-locked', 'The keychain does not answer.', { hint: 'Unlock it.' }));
  expect(examine({ ...well, keychain: locked, keychainInUse: true }).cause).toMatchObject({ cause: 'keychain-locked', hint: 'Unlock it.' });
});
