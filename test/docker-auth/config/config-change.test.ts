import fc from 'fast-check';
import { expect, test } from 'vitest';
import { takenBack } from '../../../electron/docker-auth/config/config-change';
import { withAuth, withHelper, withoutAuth } from '../../../shared/docker/config-file';
import { foreignConfig } from '../../shared/docker/config-text';
import { propertyRuns } from '../../support/properties';

const HOST = '111122223333.dkr.ecr.eu-central-1.amazonaws.com';
const aws = (password: string): string => Buffer.from(`AWS:${password}`).toString('base64');
const parsed = (text: string): unknown => JSON.parse(text.replace(/^\uFEFF/, ''));
const BEFORE = '{\n  "big": 9007199254740993123,\n  "auths": {\n    "ghcr.io": { "auth":"eDp5" }\n  }\n}';

test('a text that nobody wrote since is restored byte for byte, an absent file to none', () => {
  fc.assert(
    fc.property(foreignConfig, (before) => {
      const after = withAuth(before, HOST, aws('1'));
      expect(takenBack({ before, after }, after)).toBe(before);
      const since = withAuth(withAuth(after, HOST, aws('2')), 'quay.io', 'cTpx');
      expect(parsed(takenBack({ before, after }, since) ?? '')).toEqual(parsed(withAuth(before, 'quay.io', 'cTpx')));
    }),
    propertyRuns('undo of a sign-in', { short: 100, long: 10_000 }),
  );
  const after = withAuth('', HOST, aws('1'));
  expect(takenBack({ before: undefined, after }, after)).toBeUndefined();
}, 300_000);

test('after a renewal and another program’s sign-in only ours goes', () => {
  const after = withAuth(BEFORE, HOST, aws('1'));
  const since = withAuth(withAuth(after, HOST, aws('2')), 'quay.io', 'cTpx');
  expect(takenBack({ before: BEFORE, after }, since)).toBe(withAuth(BEFORE, 'quay.io', 'cTpx'));
});

test('an entry that somebody else signed in to since stays', () => {
  const after = withAuth(BEFORE, HOST, aws('1'));
  const since = withAuth(after, HOST, Buffer.from('robot:x').toString('base64'));
  expect(takenBack({ before: BEFORE, after }, since)).toBe(since);
});

test('a helper switch is taken back with the sign-in it replaced', () => {
  const before = withAuth(BEFORE, HOST, aws('1'));
  const after = withHelper(withoutAuth(before, HOST), HOST, 'berth');
  const since = withAuth(after, 'quay.io', 'cTpx');
  expect(JSON.parse(takenBack({ before, after }, since) ?? '')).toEqual(JSON.parse(withAuth(before, 'quay.io', 'cTpx')));
});

test('a broken text is left as it is', () => {
  const after = withAuth(BEFORE, HOST, aws('1'));
  expect(takenBack({ before: BEFORE, after }, '{oops')).toBe('{oops');
});
