import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DescribeImagesCommand, DescribeRepositoriesCommand, GetRepositoryPolicyCommand, PutLifecyclePolicyCommand, SetRepositoryPolicyCommand, type ECRClient } from '@aws-sdk/client-ecr';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Berth } from '../../electron/berth';
import { startSandbox, type Sandbox } from '../../electron/sandbox/sandbox';
import type { JobWork } from '../../electron/jobs/job-kinds';
import { byteKinds } from '../../electron/transfer/byte-kinds';
import { syncRepository, type SyncWorkPorts } from '../../electron/transfer/sync/sync-repository';
import { AppError } from '../../shared/errors';
import { CopyImage } from '../../shared/model/moving/transfer';
import type { Job, JobProgress } from '../../shared/model/moving/job';
import { SyncRepository } from '../../shared/model/moving/sync';
import { startDistribution } from '../registry/distribution';
import { createBerthHome, type BerthHome } from '../support/berth-home';
import { requires } from '../support/capabilities';
import { openBerth } from '../support/open-berth';
import { makeRepository } from '../support/make-repository';

const [HARBOUR, LIGHTHOUSE] = ['111122223333', '444455556666'];

let folder: string;
let sandbox: Sandbox;
let home: BerthHome;
let berth: Berth;

const hostOf = (accountId: string, region = 'eu-central-1'): string => sandbox.description.registries.find((one) => one.accountId === accountId && one.region === region)?.host ?? '';
const harbour = (name: string, region?: string): string => `${hostOf(HARBOUR, region)}/${name}`;
const lighthouse = (name: string, region?: string): string => `${hostOf(LIGHTHOUSE, region)}/${name}`;
const request = (from: string, to: string, over: Partial<SyncRepository> = {}): SyncRepository => SyncRepository.parse({ from, to, createRepository: true, ...over });
const plan = (from: string, to: string, over: Partial<SyncRepository> = {}) => berth.sync.plan(request(from, to, over));
const states = async (...asked: Parameters<typeof plan>): Promise<string[]> => (await plan(...asked)).items.map(({ tag, state }) => `${tag} ${state}`).sort();
const client = (profile: string, region = 'eu-central-1'): Promise<ECRClient> => Promise.resolve(berth.clients.ecr(profile, region));
const ended = (from: string, to: string, over: Partial<SyncRepository> = {}): Promise<Job> => berth.jobs.wait(berth.sync.begin(request(from, to, over)));
/** A failure shows its cause. */
async function succeeded(...asked: Parameters<typeof ended>): Promise<Job> {
  const job = await ended(...asked);
  expect({ status: job.status, error: job.error }).toEqual({ status: 'succeeded', error: undefined });
  return job;
}
const parts = ({ progress }: Job): string[] => progress.parts.map(({ id, note }) => `${id}: ${note}`).sort();
/** Digest by tag, as another client of ECR sees them. */
async function tagsAt(profile: string, repositoryName: string, region?: string): Promise<Record<string, string>> {
  const { imageDetails = [] } = await (await client(profile, region)).send(new DescribeImagesCommand({ repositoryName }));
  return Object.fromEntries(imageDetails.flatMap(({ imageTags = [], imageDigest = '' }) => imageTags.map((tag) => [tag, imageDigest])));
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'berth-sync-'));
  sandbox = await startSandbox({ stateDir: folder });
  home = await createBerthHome();
  berth = await openBerth({ home, sandbox: sandbox.description });
});
afterAll(async () => {
  await berth.close();
  await home.remove();
  await sandbox.close();
  await rm(folder, { recursive: true });
});

describe('between two accounts', () => {
  const [from, to] = [(): string => harbour('shop/api'), (): string => lighthouse('mirror/api')];

  test('a dry run tells what would happen, what it takes, and changes nothing', async () => {
    const { items, targetExists, estimate, notes } = await plan(from(), to(), { createRepository: false });
    expect(items.map(({ tag, state }) => `${tag} ${state}`).sort()).toEqual(['2.3.8 missing', '2.3.9 missing', '2.4.0 missing', '2.4.1 missing', 'latest missing']);
    expect(items.every(({ bytes, digest }) => bytes > 0 && /^sha256:/.test(digest))).toBe(true);
    expect(targetExists).toBe(false);
    expect(estimate.bytes).toBeGreaterThan(0);
    expect(estimate.bytes).toBeLessThan(items.reduce((sum, { bytes }) => sum + bytes, 0));
    expect(estimate.assumptions.join(' ')).toContain('counted once');
    expect(notes).toContainEqual(expect.stringContaining('must be created first'));
    await expect(tagsAt('sandbox-lighthouse', 'mirror/api')).rejects.toThrow('does not exist');
  });

  test('a job without leave to create the repository fails and says so', async () => {
    expect(await ended(from(), to(), { createRepository: false })).toMatchObject({ status: 'failed', error: { code: 'repository-not-found' } });
  });

  test('patterns choose tags, exclusions leave some out, and the newest are the last pushed', async () => {
    expect(await states(from(), to(), { tags: ['2.*'], exclude: ['2.3.*'] })).toEqual(['2.4.0 missing', '2.4.1 missing']);
    expect((await plan(from(), to(), { newest: 2, exclude: ['latest'] })).items.map(({ tag }) => tag)).toEqual(['2.4.1', '2.4.0']);
    const typo = await plan(from(), to(), { tags: ['2.4.7'] });
    expect([typo.items, typo.notes?.[0]]).toEqual([[], expect.stringContaining('fits “2.4.7”')]);
  });

  test('the job copies every platform, and the same digests are at the target', async () => {
    const job = await ended(from(), to());
    expect(job).toMatchObject({ status: 'succeeded', title: 'Sync shop/api → mirror/api', outcome: { reference: to() } });
    expect(job.outcome?.notes).toEqual([`Created ${to()}.`, '5 tags copied, 0 were there already.']);
    expect(await tagsAt('sandbox-lighthouse', 'mirror/api')).toEqual(await tagsAt('sandbox-harbour', 'shop/api'));
  });

  test('again, nothing moves', async () => {
    const job = await ended(from(), to());
    expect(parts(job)).toEqual(['2.3.8: Already there', '2.3.9: Already there', '2.4.0: Already there', '2.4.1: Already there', 'latest: Already there']);
    expect(job.progress).toMatchObject({ doneBytes: 0, totalBytes: 0 });
    expect((await plan(from(), to())).estimate).toMatchObject({ bytes: 0, cost: { transferOut: 0 } });
  });

  test('a tag that names another image stays, or moves when that is wanted', async () => {
    const [other, target] = [harbour('shop/web'), to()];
    const before = await tagsAt('sandbox-lighthouse', 'mirror/api');
    expect(await states(other, target, { tags: ['latest'] })).toEqual(['latest differs']);
    const left = await ended(other, target, { tags: ['latest'] });
    expect(left).toMatchObject({ status: 'succeeded', outcome: { notes: ['0 tags copied, 0 were there already.', '1 tag names another image at the target and stays as it is: latest.'] } });
    expect(await tagsAt('sandbox-lighthouse', 'mirror/api')).toEqual(before);
    expect(await ended(other, target, { tags: ['latest'], overwrite: true })).toMatchObject({ status: 'succeeded' });
    expect((await tagsAt('sandbox-lighthouse', 'mirror/api')).latest).toBe((await tagsAt('sandbox-harbour', 'shop/web')).latest);
  });

  test('onto itself is refused, and so is what names one image', async () => {
    await expect(plan(from(), from())).rejects.toMatchObject({ code: 'invalid-input' });
    await expect(plan(`${from()}:latest`, to())).rejects.toMatchObject({ code: 'invalid-reference' });
    expect(() => berth.sync.begin(request('not a name', to()))).toThrow(expect.objectContaining({ code: 'invalid-reference' }) as Error);
  });
});

describe('settings', () => {
  test('that are carried make the target like the source, and are the same the next time', async () => {
    const [from, to] = [harbour('shop/checkout'), lighthouse('mirror/checkout')];
    const source = await client('sandbox-harbour');
    const policyText = JSON.stringify({ Version: '2012-10-17', Statement: [{ Sid: 'Pull', Effect: 'Allow', Principal: { AWS: `arn:aws:iam::${LIGHTHOUSE}:root` }, Action: ['ecr:BatchGetImage'] }] });
    const lifecyclePolicyText = JSON.stringify({ rules: [{ rulePriority: 1, selection: { tagStatus: 'untagged', countType: 'imageCountMoreThan', countNumber: 3 }, action: { type: 'expire' } }] });
    await source.send(new SetRepositoryPolicyCommand({ repositoryName: 'shop/checkout', policyText }));
    await source.send(new PutLifecyclePolicyCommand({ repositoryName: 'shop/checkout', lifecyclePolicyText }));

    const carry: SyncRepository['carry'] = ['settings', 'policy', 'lifecycle'];
    const before = await plan(from, to, { carry });
    expect(before.carry.map(({ what, change }) => `${what} ${change}`)).toEqual(['settings set', 'policy set', 'lifecycle set']);
    expect(before.carry[0]?.text).toContain('tags immutable');
    expect(before.carry[1]?.text).toContain(`names account ${LIGHTHOUSE} as the source sees them, and the target is in account ${LIGHTHOUSE}, not ${HARBOUR}`);
    const job = await ended(from, to, { carry });
    expect(job).toMatchObject({ status: 'succeeded' });
    expect(job.outcome?.notes?.[0]).toBe(`Created ${to} with tags immutable, no scan on push.`);

    const target = await client('sandbox-lighthouse');
    const { repositories } = await target.send(new DescribeRepositoriesCommand({ repositoryNames: ['mirror/checkout'] }));
    expect(repositories?.[0]?.imageTagMutability).toBe('IMMUTABLE');
    expect(JSON.parse((await target.send(new GetRepositoryPolicyCommand({ repositoryName: 'mirror/checkout' }))).policyText ?? '')).toEqual(JSON.parse(policyText));
    expect((await plan(from, to, { carry })).carry.map(({ what, change }) => `${what} ${change}`)).toEqual(['settings same', 'policy same', 'lifecycle same']);
  });

  test('immutable tags are refused: said in the plan, left alone without a wish to overwrite, a failure with one', async () => {
    const [source, fixed] = [harbour('tools/renamed'), lighthouse('mirror/fixed')];
    await ended(harbour('shop/checkout'), fixed, { carry: ['settings'] });
    // The same tag on another image.
    expect(await berth.jobs.wait(berth.transfers.copy({ from: harbour('platform/ci-runner:2026.09'), to: `${source}:1.9.0`, createRepository: true }))).toMatchObject({ status: 'succeeded' });
    expect(await states(source, fixed)).toEqual(['1.9.0 refused']);
    expect(await ended(source, fixed)).toMatchObject({ status: 'succeeded' });
    const failed = await ended(source, fixed, { overwrite: true });
    expect(failed).toMatchObject({ status: 'failed', error: { code: 'tag-immutable', message: 'The tag 1.9.0 is immutable at the target and stays as it is.' } });
  });

  test('that the source has not are nothing to carry', async () => {
    const { carry } = await plan(lighthouse('payments/gateway'), harbour('tools/gateway'), { carry: ['policy'] });
    expect(carry).toEqual([{ what: 'policy', change: 'nothing-there', text: 'The source has no repository policy; what the target has stays.' }]);
  });

  test('that the profile may not read are said to be unreadable, and the images are copied all the same', async () => {
    const Action = ['ecr:DescribeImages', 'ecr:BatchGetImage', 'ecr:GetDownloadUrlForLayer', 'ecr:BatchCheckLayerAvailability'];
    const policyText = JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', Principal: { AWS: `arn:aws:iam::${HARBOUR}:root` }, Action }] });
    await (await client('sandbox-lighthouse')).send(new SetRepositoryPolicyCommand({ repositoryName: 'ops/metrics', policyText }));
    const as: Partial<SyncRepository> = { fromProfile: 'sandbox-harbour', toProfile: 'sandbox-harbour', carry: ['settings', 'policy', 'lifecycle'] };
    const [from, to] = [lighthouse('ops/metrics'), harbour('tools/metrics')];
    expect((await plan(from, to, as)).carry.map(({ what, change }) => `${what} ${change}`)).toEqual(['settings unreadable', 'policy unreadable', 'lifecycle unreadable']);
    expect(await ended(from, to, as)).toMatchObject({ status: 'succeeded' });
    expect(Object.keys(await tagsAt('sandbox-harbour', 'tools/metrics')).sort()).toEqual(['0.17.5', '0.18.0']);
  });
});

describe('what goes wrong', () => {
  /** The work of a job, with a copy of the test's own. */
  const portsWith = (copy: JobWork): SyncWorkPorts => ({ clients: berth.clients, places: berth.directory, access: berth.access, copy, ensureRepository: () => Promise.reject(new Error('It is there.')), arrived: () => undefined });

  test('with one tag stops no other; the job says how many and why, and the next one moves only what is missing', async () => {
    const [from, to] = [harbour('platform/base'), lighthouse('mirror/platform')];
    await makeRepository(berth, { profile: 'sandbox-lighthouse', region: 'eu-central-1', name: 'mirror/platform' });
    const copies: string[] = [];
    const { copy } = byteKinds({ access: berth.access, temporaryFolder: home.folder, docker: berth.docker });
    const failing: JobWork = (input, context) => {
      const { to: target } = CopyImage.parse(input);
      copies.push(target);
      if (target.endsWith(':bookworm')) throw new AppError('image-not-found', 'There is no such image.', { hint: 'Check the tag.' });
      return copy(input, context);
    };
    const failed = await syncRepository(portsWith(failing), request(from, to), { signal: new AbortController().signal, report: () => undefined }).catch((thrown: unknown) => thrown);
    expect(failed).toMatchObject({ code: 'image-not-found', message: '1 of 3 tags could not be copied: bookworm (There is no such image).', hint: expect.stringContaining('moves only what is missing') as string });
    expect(copies).toHaveLength(3);
    expect(Object.keys(await tagsAt('sandbox-lighthouse', 'mirror/platform'))).toHaveLength(2);
    const again = await ended(from, to);
    expect(parts(again).filter((part) => part.endsWith('Already there'))).toHaveLength(2);
    expect(await tagsAt('sandbox-lighthouse', 'mirror/platform')).toEqual(await tagsAt('sandbox-harbour', 'platform/base'));
  });

  test('a job that is cancelled stops at once and leaves whole tags or none', async () => {
    const [from, to] = [harbour('data/etl'), lighthouse('mirror/etl')];
    await makeRepository(berth, { profile: 'sandbox-lighthouse', region: 'eu-central-1', name: 'mirror/etl' });
    const cancel = new AbortController();
    const report = ({ parts: shown }: JobProgress): void => {
      if (shown.some(({ state }) => state === 'done')) cancel.abort();
    };
    await expect(syncRepository(portsWith(byteKinds({ access: berth.access, temporaryFolder: home.folder, docker: berth.docker }).copy), request(from, to), { signal: cancel.signal, report })).rejects.toMatchObject({ code: 'cancelled' });
    const source = await tagsAt('sandbox-harbour', 'data/etl');
    const there = Object.entries(await tagsAt('sandbox-lighthouse', 'mirror/etl'));
    expect(there.length).toBeGreaterThan(0);
    for (const [tag, digest] of there) expect(digest).toBe(source[tag]);
  });
});

requires('docker-registry').describe('with a registry that is none of ECR’s', () => {
  let registry: Awaited<ReturnType<typeof startDistribution>>;
  beforeAll(async () => {
    registry = await startDistribution();
  });
  afterAll(() => registry.close());

  test('a repository goes there and comes back under another name, digests equal, and then nothing moves', async () => {
    const [from, there, back] = [harbour('shop/search'), `${registry.host}/team/search`, lighthouse('mirror/search', 'us-east-1')];
    expect(await succeeded(from, there)).toMatchObject({ outcome: { reference: there } });
    expect(await states(from, there)).toEqual(['0.30.4 same', '0.31.0 same', 'latest same']);
    const planned = await plan(there, back, { toProfile: 'sandbox-lighthouse-us' });
    expect(planned.items.every(({ bytes }) => bytes > 0)).toBe(true);
    expect(planned.estimate.cost.transferOut).toBe(0);
    await succeeded(there, back, { toProfile: 'sandbox-lighthouse-us' });
    expect(await tagsAt('sandbox-lighthouse-us', 'mirror/search', 'us-east-1')).toEqual(await tagsAt('sandbox-harbour', 'shop/search'));
    expect(parts(await ended(there, back, { toProfile: 'sandbox-lighthouse-us' }))).toEqual(['0.30.4: Already there', '0.31.0: Already there', 'latest: Already there']);
  });

  test('the newest of its tags are the highest versions, and the plan says so', async () => {
    const there = `${registry.host}/team/api`;
    await ended(harbour('shop/api'), there);
    const { items, notes } = await plan(there, lighthouse('mirror/newest'), { newest: 3, exclude: ['latest'] });
    expect(items.map(({ tag }) => tag)).toEqual(['2.4.1', '2.4.0', '2.3.9']);
    expect(notes).toContainEqual(expect.stringContaining('highest versions'));
  });

  test('settings are none of its, and are not carried', async () => {
    const { carry } = await plan(`${registry.host}/team/api`, lighthouse('mirror/newest'), { carry: ['settings', 'lifecycle'] });
    expect(carry.map(({ what, change }) => `${what} ${change}`)).toEqual(['settings nothing-there', 'lifecycle nothing-there']);
  });
});
