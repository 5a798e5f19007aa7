import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { answererFor, authOf, configFault, withAuth, withoutAuth } from '../../../shared/docker/config-file';
import { repetitions } from '../../support/long-form';

const HOST = '123456789012.dkr.ecr.eu-central-1.amazonaws.com';

describe('the edits of Docker’s config.json', () => {
  test('keep every other byte: order, indentation, huge numbers, no newline at the end', () => {
    const text = '{\n   "zeta": 12345678901234567890.10,\n   "auths": {\n      "ghcr.io": {"auth":  "eA=="}\n   },\n   "alpha": [1,  2]\n}';
    const signedIn = withAuth(text, HOST, 'QVdTOng=');
    expect(authOf(signedIn, HOST)).toBe('QVdTOng=');
    expect(signedIn).toContain('"zeta": 12345678901234567890.10');
    expect(signedIn).toContain('"ghcr.io": {"auth":  "eA=="}');
    expect(signedIn.endsWith('"alpha": [1,  2]\n}')).toBe(true);
    expect(withoutAuth(signedIn, HOST)).toBe(text);
  });

  test('are the only difference, for any configuration whatever', () => {
    const host = fc.stringMatching(/^[a-z0-9.-]{1,30}(:[0-9]{1,5})?$/);
    const entries = fc.dictionary(host, fc.record({ auth: fc.base64String() }));
    const foreign = fc.dictionary(fc.string().filter((key) => !['auths', 'credHelpers', 'credsStore', '__proto__'].includes(key)), fc.jsonValue());
    const indent = fc.constantFrom('', '  ', '\t', '    ');
    fc.assert(
      fc.property(foreign, entries, indent, fc.base64String({ minLength: 4 }), (others, auths, space, auth) => {
        const text = JSON.stringify({ ...others, auths }, null, space);
        const signedIn = withAuth(text, HOST, auth);
        expect(configFault(signedIn)).toBeUndefined();
        expect(JSON.parse(signedIn)).toEqual(JSON.parse(JSON.stringify({ ...others, auths: { ...auths, [HOST]: { auth } } })));
        const head = text.slice(0, text.lastIndexOf('"auths"'));
        expect(signedIn.startsWith(head)).toBe(true);
        if (HOST in auths) return;
        expect(withoutAuth(signedIn, HOST)).toBe(text);
      }),
      { numRuns: repetitions({ short: 1_000, long: 10_000 }) },
    );
  }, 120_000);

  test('start a configuration from an empty file, and from “auths”: null', () => {
    expect(JSON.parse(withAuth('', HOST, 'eA=='))).toEqual({ auths: { [HOST]: { auth: 'eA==' } } });
    expect(JSON.parse(withAuth('{"auths": null}', HOST, 'eA=='))).toEqual({ auths: { [HOST]: { auth: 'eA==' } } });
  });
});

test('a helper for the host comes before the store, and an empty one means the file', () => {
  const text = JSON.stringify({ credsStore: 'desktop', credHelpers: { [HOST]: 'ecr-login', 'a.example': '' } });
  expect(answererFor(text, HOST)).toEqual({ kind: 'helper', helper: 'ecr-login' });
  expect(answererFor(text, 'a.example')).toEqual({ kind: 'file' });
  expect(answererFor(text, 'b.example')).toEqual({ kind: 'helper', helper: 'desktop' });
  expect(answererFor('{}', HOST)).toEqual({ kind: 'file' });
});

test('a broken configuration is named with its line and column', () => {
  expect(configFault('{\n  "auths": {\n    oops\n  }\n}')).toMatchObject({ line: 3, column: 5 });
  expect(configFault('{"auths": []}')?.reason).toBe('“auths” is not an object');
  expect(configFault('[]')?.reason).toBe('it is not an object');
});
