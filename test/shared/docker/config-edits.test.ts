import fc from 'fast-check';
import { expect, test } from 'vitest';
import { answererFor, authOf, configFault, withAuth, withHelper, withoutAuth, withoutHelper } from '../../../shared/docker/config-file';
import { nodeAt, treeOf } from '../../../shared/docker/json-edit';
import { propertyRuns } from '../../support/properties';
import { foreignConfig } from './config-text';

const OURS = ['111122223333.dkr.ecr.eu-central-1.amazonaws.com', 'public.ecr.aws', '127.0.0.1:5000'];

interface Edit {
  verb: 'sign-in' | 'sign-out' | 'helper' | 'no-helper';
  host: string;
  auth: string;
}
const edits: fc.Arbitrary<Edit[]> = fc.array(
  fc.record({
    verb: fc.constantFrom<Edit['verb'][]>('sign-in', 'sign-out', 'helper', 'no-helper'),
    host: fc.constantFrom(...OURS),
    auth: fc.base64String({ minLength: 4, maxLength: 40 }),
  }),
  { minLength: 1, maxLength: 6 },
);

const made = (text: string, { verb, host, auth }: Edit): string => {
  if (verb === 'sign-in') return withAuth(text, host, auth);
  if (verb === 'sign-out') return withoutAuth(text, host);
  return verb === 'helper' ? withHelper(text, host, 'berth') : withoutHelper(text, host);
};

/** Every property that is none of ours, byte for byte and in order. */
function foreignBytes(text: string): string[] {
  const slices = (path: string[], skip: readonly string[]): string[] =>
    (path.length === 0 ? treeOf(text) : nodeAt(text, path))?.children
      ?.filter((property) => !skip.includes(String(property.children?.[0]?.value)))
      .map(({ offset, length }) => text.slice(offset, offset + length)) ?? [];
  return [...slices([], ['auths', 'credHelpers']), '|', ...slices(['auths'], OURS), '|', ...slices(['credHelpers'], OURS)];
}

const holds = (text: string, holder: string): boolean => (nodeAt(text, [holder])?.children?.length ?? 0) > 0;

test('after any edits of ours every foreign byte is as it was, and the text is JSON with our entries alone changed', () => {
  fc.assert(
    fc.property(foreignConfig, edits, (original, sequence) => {
      const before = foreignBytes(original);
      const wanted = new Map<string, string>();
      const helped = new Set<string>();
      let text = original;
      for (const edit of sequence) {
        text = made(text, edit);
        if (edit.verb === 'sign-in') wanted.set(edit.host, edit.auth);
        if (edit.verb === 'sign-out') wanted.delete(edit.host);
        if (edit.verb === 'helper') helped.add(edit.host);
        if (edit.verb === 'no-helper') helped.delete(edit.host);
        expect(configFault(text)).toBeUndefined();
        JSON.parse(text.replace(/^\uFEFF/, ''));
      }
      expect(foreignBytes(text)).toEqual(before);
      for (const host of OURS) {
        expect(authOf(text, host)).toBe(wanted.get(host));
        if (helped.has(host)) expect(answererFor(text, host)).toEqual({ kind: 'helper', helper: 'berth' });
      }
      expect(text.startsWith('\uFEFF')).toBe(original.startsWith('\uFEFF'));
      // With our entries gone there is no trace of us, as long as their holders were there before.
      if (!holds(original, 'auths') || !holds(original, 'credHelpers')) return;
      expect(OURS.reduce((left, host) => withoutHelper(withoutAuth(left, host), host), text)).toBe(original);
    }),
    propertyRuns('edits of config.json', { short: 150, long: 10_000 }),
  );
}, 600_000);

test('a key that is there twice is read as Go merges it, and taken out of both', () => {
  const text = '{"auths":{"a.example":{"auth":"MQ=="}}, "auths":{"b.example":{"auth":"Mg=="}}}';
  expect(authOf(text, 'a.example')).toBe('MQ==');
  expect(withoutAuth(text, 'a.example')).toBe('{"auths":{}, "auths":{"b.example":{"auth":"Mg=="}}}');
  expect(withoutAuth('{"auths":{"a":{"auth":"MQ=="},"a":{}}}', 'a')).toBe('{"auths":{}}');
});
