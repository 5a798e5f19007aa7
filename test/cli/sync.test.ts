import { expect, test } from 'vitest';
import type { SyncPlan, SyncRepository } from '../../shared/model/moving/sync';
import { run } from './run-cli';

const digest = `sha256:${'a'.repeat(64)}`;
const plan: SyncPlan = {
  items: [
    { tag: 'v2', digest, state: 'missing', bytes: 12_300_000 },
    { tag: 'v1\u001b[31m', digest, state: 'refused', note: 'immutable at the target', bytes: 0 },
  ],
  carry: [{ what: 'settings', change: 'same', text: 'Both have tags mutable, scan on push.' }],
  targetExists: true,
  estimate: { bytes: 12_300_000, seconds: { least: 1, most: 7200 }, cost: { transferOut: 0.01, storagePerMonth: 0 }, assumptions: ['Speed is assumed.'] },
  alternatives: [{ kind: 'replication', title: 'Let ECR replicate app to eu-west-1', notes: ['A rule by itself replicates only what is pushed after it.'], rule: '{\n  "rules": []\n}', command: 'aws ecr put-replication-configuration', profile: 'dev', region: 'eu-central-1' }],
  notes: ['No tag fits “v9”.'],
};
/** What the services are asked, with the plan above for an answer. */
function recording() {
  const asked: SyncRepository[] = [];
  const sync = {
    plan: (request: SyncRepository) => (asked.push(request), Promise.resolve(plan)),
    run: (request: SyncRepository) => (asked.push(request), Promise.resolve({ reference: request.to, notes: ['1 tag copied, 0 were there already.'] })),
  };
  return { asked, services: { sync } };
}

test('berth sync --dry-run shows each tag, the settings, what it takes and what AWS could do instead', async () => {
  const { services } = recording();
  const { stdout, status } = await run(['sync', 'nginx', 'ghcr.io/me/nginx', '--dry-run'], { services });
  expect(status).toBe(0);
  expect(stdout).toMatch(/TAG +STATE +SIZE +DIGEST +NOTE\nv2 +missing +12\.3 MB +sha256:a{12}\nv1\?\[31m +refused +sha256:a{12} +immutable at the target\n/);
  expect(stdout).toContain('Both have tags mutable, scan on push.\nNo tag fits “v9”.\n');
  expect(stdout).toContain('1 of 2 tags would be copied: 12.3 MB at most, 1 s to 2.0 h.\nAbout $0.01 for transfer out, and $0.00 a month for storage.\n  Speed is assumed.\n');
  expect(stdout).toContain('Or: Let ECR replicate app to eu-west-1.\n  A rule by itself');
  expect(stdout).toContain('    {\n      "rules": []\n    }\n  aws ecr put-replication-configuration\n');
});

test('berth sync --dry-run --json prints the plan alone', async () => {
  const { services } = recording();
  expect(JSON.parse((await run(['sync', 'nginx', 'ghcr.io/me/nginx', '--dry-run', '--json'], { services })).stdout)).toEqual(plan);
});

test('berth sync passes every choice on, and tells what came of it', async () => {
  const { asked, services } = recording();
  const line = ['sync', 'nginx', 'ghcr.io/me/nginx', '-t', '1.*', '-t', '2.*', '-x', '*-rc*', '--newest', '5', '--overwrite', '--carry', 'settings, policy', '--create', '--from-profile', 'a', '--to-profile', 'b'];
  expect((await run(line, { services })).stdout).toBe('Synced ghcr.io/me/nginx\n1 tag copied, 0 were there already.\n');
  expect(asked).toEqual([{ from: 'nginx', to: 'ghcr.io/me/nginx', fromProfile: 'a', toProfile: 'b', tags: ['1.*', '2.*'], exclude: ['*-rc*'], newest: 5, overwrite: true, carry: ['settings', 'policy'], createRepository: true }]);
});

test('a profile of the environment is not forced onto a registry that no profile signs in to', async () => {
  const { asked, services } = recording();
  const directory = { explain: (host: string) => Promise.resolve({ host, because: 'nobody' as const, reason: 'Nobody.' }), identityFor: () => Promise.reject(new Error('not asked')), assignments: () => Promise.resolve([]) };
  await run(['sync', 'nginx', 'ghcr.io/me/nginx'], { services: { ...services, directory }, surroundings: { env: { AWS_PROFILE: 'dev' } } });
  expect(asked[0]?.toProfile).toBeUndefined();
});

test.each([
  [['--newest', 'many'], 'is no number of tags'],
  [['--carry', 'everything'], 'cannot be carried'],
])('berth sync %j is refused', async (flags, message) => {
  const { services } = recording();
  const { status, stderr } = await run(['sync', 'nginx', 'ghcr.io/me/nginx', ...flags], { services });
  expect([status, stderr]).toEqual([1, expect.stringContaining(message)]);
});
