import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ProfileName } from '../../../shared/model/profile';
import { proposeSsoProfileName } from '../../../shared/sso/propose-profile-name';

const choice = (accountName: string, roleName: string, accountId = '111122223333') => ({ accountName, accountId, roleName });
const propose = (accountName: string, roleName: string, ...taken: string[]): string => proposeSsoProfileName(choice(accountName, roleName), new Set(taken));

test('an account and a role make a name that is read at a glance', () => {
  expect(propose('Harbour Prod', 'AdministratorAccess')).toBe('harbour-prod-AdministratorAccess');
  expect(propose('Häfen & Söhne', 'Reader')).toBe('hafen-sohne-Reader');
});

test('an account without a usable name goes by its id', () => {
  expect(propose('', 'Reader')).toBe('111122223333-Reader');
  expect(propose('港', 'Reader')).toBe('111122223333-Reader');
});

test('a name that is taken gives way to the id, then to a number', () => {
  expect(propose('dev', 'Reader', 'dev-Reader')).toBe('111122223333-Reader');
  expect(propose('dev', 'Reader', 'dev-Reader', '111122223333-Reader')).toBe('111122223333-Reader-2');
});

test('any account and role make a valid name that nobody has', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', maxLength: 90 }), fc.stringMatching(/^[\w+=,.@-]{1,64}$/), fc.integer({ min: 0, max: 12 }), (accountName, roleName, rounds) => {
      const taken = new Set<string>();
      for (let round = 0; round <= rounds; round++) {
        const name = proposeSsoProfileName(choice(accountName, roleName), taken);
        expect(ProfileName.safeParse(name).success, name).toBe(true);
        expect(taken.has(name)).toBe(false);
        taken.add(name);
      }
    }),
  );
});
