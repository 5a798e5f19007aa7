import { expect, test } from 'vitest';
import { judgeDrop } from '../../../electron/docker-auth/config/dropped-entry';

const entry = (auth: string) => ({ auth });
const text = (auths: Record<string, string>, more: object = {}): string =>
  JSON.stringify({ auths: Object.fromEntries(Object.entries(auths).map(([host, auth]) => [host, entry(auth)])), ...more });
const ours = new Set(['ours.example', 'ours2.example']);
const was = text({ 'ghcr.io': 'MQ==', 'ours.example': 'Mg==', 'ours2.example': 'Mw==' });

test.each([
  ['a login at another host', text({ 'ghcr.io': 'MQ==', 'quay.io': 'NA==' }), 'overwritten'],
  ['a login that renewed another entry', text({ 'ghcr.io': 'OQ==', 'ours2.example': 'Mw==' }), 'overwritten'],
  ['a foreign entry that went too', text({ 'ours2.example': 'Mw==' }), 'overwritten'],
  ['another helper that came', text({ 'ghcr.io': 'MQ==' }, { credsStore: 'desktop' }), 'overwritten'],
  ['our entry alone', text({ 'ghcr.io': 'MQ==', 'ours2.example': 'Mw==' }), 'signed-out'],
  ['both of ours', text({ 'ghcr.io': 'MQ==' }), 'signed-out'],
])('with %s gone the entry was %s', (_, is, drop) => {
  expect(judgeDrop({ was, is, ours, recent: false })).toBe(drop);
});

test('shortly after our own write a lone loss may be a login with the same words', () => {
  expect(judgeDrop({ was, is: text({ 'ghcr.io': 'MQ==', 'ours2.example': 'Mw==' }), ours, recent: true })).toBe('unclear');
});

test('another layout of the same entries is no sign of another writer', () => {
  const is = JSON.stringify(JSON.parse(text({ 'ghcr.io': 'MQ==', 'ours2.example': 'Mw==' })), null, '\t');
  expect(judgeDrop({ was, is, ours, recent: false })).toBe('signed-out');
});
