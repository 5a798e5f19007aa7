import { describe, expect, test } from 'vitest';
import type { ConfigFacts } from '../../../electron/docker-auth/config/health/config-facts';
import { findings } from '../../../electron/docker-auth/config/health/config-findings';
import { repairedText } from '../../../electron/docker-auth/config/health/repair-config';
import type { ConfigFinding } from '../../../shared/model/docker-config';

const HOST = '111122223333.dkr.ecr.eu-central-1.amazonaws.com';
const NOW = Date.parse('2026-03-01T12:00:00Z');
/** As ECR makes its tokens: the password is base64 of a JSON object that tells when it ends. */
const ecrAuth = (ends: string): string => {
  const inside = JSON.stringify({ payload: 'p', datakey: 'd', version: '2', type: 'DATA_KEY', expiration: Date.parse(ends) / 1000 });
  return Buffer.from(`AWS:${Buffer.from(inside).toString('base64')}`).toString('base64');
};
const EXPIRED = ecrAuth('2026-03-01T11:59:00Z');
const VALID = ecrAuth('2026-03-01T20:00:00Z');

const factsOf = (text: string | undefined, over: Partial<ConfigFacts> = {}): ConfigFacts => ({
  path: '/home/me/.docker/config.json',
  ...(text !== undefined && { text }),
  marked: false,
  writable: true,
  mode: 0o600,
  installed: new Set(),
  served: [],
  helper: { enabled: false, onPath: true, hosts: [] },
  settled: { removedStores: [], helperHosts: [] },
  now: NOW,
  ...over,
});

const auths = (entries: Record<string, string>, more: object = {}): string =>
  JSON.stringify({ auths: Object.fromEntries(Object.entries(entries).map(([host, auth]) => [host, { auth }])), ...more });

interface Case {
  facts: ConfigFacts;
  id: string;
  says: string;
  /** The text after the repair; absent when only a person can. */
  repaired?: string;
}

const cases: Record<string, Case> = {
  'a broken file': {
    facts: factsOf(undefined, { broken: { line: 3, column: 9, reason: 'the text is not JSON there' } }),
    id: 'malformed', says: 'line 3, column 9',
  },
  'a file in another encoding': { facts: factsOf(undefined, { broken: 'not-utf-8' }), id: 'malformed', says: 'not UTF-8' },
  'a byte-order mark': { facts: factsOf('\uFEFF{"a":1}', { marked: true }), id: 'malformed:mark', says: 'byte-order mark', repaired: '{"a":1}' },
  'a file that cannot be read': { facts: factsOf(undefined, { broken: 'unreadable', writable: false }), id: 'unreadable', says: 'cannot be read' },
  'a folder that cannot be written': { facts: factsOf('{}', { writable: false }), id: 'unwritable', says: 'cannot be written' },
  'a file that others can read': { facts: factsOf('{}', { mode: 0o644 }), id: 'open-to-others', says: '0644', repaired: '{}' },
  'a sign-in that a helper hides': {
    facts: factsOf(auths({ [HOST]: VALID }, { credHelpers: { [HOST]: 'ecr-login' } }), { installed: new Set(['ecr-login']) }),
    id: `shadowed-by-helper:${HOST}`, says: 'docker-credential-ecr-login answers', repaired: JSON.stringify({ auths: {}, credHelpers: { [HOST]: 'ecr-login' } }),
  },
  'an expired one that a helper hides': {
    facts: factsOf(auths({ [HOST]: EXPIRED }, { credsStore: 'desktop' }), { installed: new Set(['desktop']) }),
    id: `shadowed-by-helper:${HOST}`, says: 'expired', repaired: '{"auths":{},"credsStore":"desktop"}',
  },
  'an expired token': { facts: factsOf(auths({ 'ghcr.io': 'eDp5', [HOST]: EXPIRED })), id: `stale-entry:${HOST}`, says: 'has expired', repaired: auths({ 'ghcr.io': 'eDp5' }) },
  'an expired token of ours': { facts: factsOf(auths({ [HOST]: EXPIRED }), { served: [{ host: HOST }] }), id: `stale-entry:${HOST}`, says: 'has expired', repaired: '{"auths":{}}' },
  'an expired token under an old form of the host': {
    facts: factsOf(auths({ [`https://${HOST}/v2/`]: EXPIRED })),
    id: `stale-entry:https://${HOST}/v2/`, says: 'has expired', repaired: '{"auths":{}}',
  },
  'a store that is not installed': { facts: factsOf('{"credsStore":"desktop"}'), id: 'missing-helper:desktop', says: 'docker-credential-desktop', repaired: '{}' },
  'a helper of one host that is not installed': {
    facts: factsOf(JSON.stringify({ credHelpers: { [HOST]: 'ecr-login', 'gcr.io': 'gcloud' } }), { installed: new Set(['gcloud']) }),
    id: `missing-helper:ecr-login@${HOST}`, says: HOST, repaired: '{"credHelpers":{"gcr.io":"gcloud"}}',
  },
  'a store that another program put back': {
    facts: factsOf('{"credsStore":"desktop"}', { installed: new Set(['desktop']), settled: { removedStores: ['desktop'], helperHosts: [] } }),
    id: 'helper-put-back:desktop', says: 'put docker-credential-desktop back', repaired: '{}',
  },
  'our helper, taken away from a host': {
    facts: factsOf('{"credHelpers":{}}', { helper: { enabled: true, onPath: true, hosts: [] }, settled: { removedStores: [], helperHosts: [HOST] } }),
    id: `helper-put-back:@${HOST}`, says: 'taken Berth’s helper away', repaired: JSON.stringify({ credHelpers: { [HOST]: 'berth' } }),
  },
  'another helper in charge of our host': {
    facts: factsOf(auths({ [HOST]: VALID }, { credHelpers: { [HOST]: 'desktop' } }), {
      installed: new Set(['berth']),
      helper: { enabled: true, onPath: true, hosts: [] },
      settled: { removedStores: [], helperHosts: [HOST] },
    }),
    id: `helper-put-back:@${HOST}`, says: 'put docker-credential-desktop in charge', repaired: JSON.stringify({ auths: {}, credHelpers: { [HOST]: 'berth' } }),
  },
  'our helper where Docker does not find it': {
    facts: factsOf(JSON.stringify({ credHelpers: { [HOST]: 'berth' }, x: 1 }), { helper: { enabled: true, onPath: false, program: '/opt/berth/docker-credential-berth', hosts: [HOST] } }),
    id: 'helper-not-on-path', says: 'in no folder of the PATH', repaired: '{"x":1}',
  },
  'our helper as the store, not installed': {
    facts: factsOf('{"credsStore":"berth"}', { helper: { enabled: false, onPath: false, hosts: [] } }),
    id: 'helper-not-on-path', says: 'not installed', repaired: '{}',
  },
  'the environment before the file': { facts: factsOf('{}', { environmentHosts: [HOST] }), id: 'environment-overrides', says: HOST },
};

describe.each(Object.entries(cases))('%s', (_, { facts, id, says, repaired }) => {
  const found = findings(facts).find((finding) => finding.id === id);

  test('is found, with a sentence and a next step', () => {
    expect(findings(facts).map((finding) => finding.id)).toContain(id);
    expect(found?.message).toContain(says);
    expect(found?.message).toMatch(/\.$/);
    expect(found?.hint).toMatch(/\.$/);
  });

  test(repaired === undefined ? 'is left to the person' : 'is repaired by what the button says', () => {
    expect(found?.repair === undefined).toBe(repaired === undefined);
    if (repaired !== undefined) expect(repairedText(facts.text ?? '', [found as ConfigFinding])).toBe(repaired);
  });
});

test('a configuration in order has no finding', () => {
  const text = auths({ [HOST]: VALID, 'ghcr.io': 'eDp5' }, { credHelpers: { 'gcr.io': 'gcloud', 'public.ecr.aws': 'berth' } });
  expect(findings(factsOf(text, { installed: new Set(['gcloud', 'berth']) }))).toEqual([]);
  expect(findings(factsOf(''))).toEqual([]);
});

test('no finding repeats a secret', () => {
  const text = auths({ [HOST]: EXPIRED, 'b.example': 'c2VjcmV0OnNlY3JldA==' }, { credsStore: 'gone', credHelpers: { [HOST]: 'gone' } });
  const said = JSON.stringify(findings(factsOf(text, { mode: 0o777, environmentHosts: [HOST] })));
  for (const secret of [EXPIRED, 'c2VjcmV0', 'secret:']) expect(said).not.toContain(secret);
});
