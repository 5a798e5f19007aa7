import { expect, test } from 'vitest';
import { proposePush, type ProposalPorts } from '../../../electron/transfer/proposal/propose-push';
import { AppError } from '../../../shared/errors';
import type { Image } from '../../../shared/model/image';
import type { Repository } from '../../../shared/model/repository';

const target = { profile: 'dev', region: 'eu-central-1', name: 'team/app' };
const revision = '0123456789abcdef0123456789abcdef01234567';
const repository = { mutability: 'IMMUTABLE', mutabilityExclusions: [] } as unknown as Repository;
const image = (...tags: string[]): Image => ({ tags }) as unknown as Image;
const local = { id: 'sha256:1', digests: [], os: 'linux', architecture: 'amd64', sizeBytes: 1, labels: {}, diffIds: [] };

const ports = (over: Partial<ProposalPorts> = {}): ProposalPorts => ({
  docker: {
    inspectContainer: () => Promise.resolve({ id: 'c', name: 'c', image: 'nginx:1.27', imageId: 'sha256:1', labels: {}, running: true }),
    inspectImage: () => Promise.resolve({ ...local, tags: ['shop/web:2.4.2', 'shop/web:stable'] }),
  },
  archive: () => Promise.resolve({ kind: 'archive', path: '/a.tar', name: 'a.tar', format: 'docker-archive', bytes: 1, images: [{ names: ['shop/api:3.0.0'], platforms: [] }] }),
  gitState: () => Promise.resolve({ revision, tags: ['v5.0.0'], dirty: false, committedAt: '2026-11-20T09:00:00Z', remote: 'https://git.example.com/a/b' }),
  describe: () => Promise.resolve(repository),
  newestImages: () => Promise.resolve([image('1.0.0', 'latest'), image('0.9.0')]),
  today: () => '2026-11-21',
  ...over,
});
const firstFor = async (source: Parameters<typeof proposePush>[1]['source'], over: Partial<ProposalPorts> = {}) => (await proposePush(ports(over), { source, target })).proposals[0]?.tag;

test('every kind of source has the proposal that suits it first', async () => {
  expect(await firstFor({ kind: 'container', containerId: 'c' })).toBe('1.0.1');
  expect(await firstFor({ kind: 'image', image: 'shop/web:stable' })).toBe('stable');
  expect(await firstFor({ kind: 'image', image: 'sha256:1' })).toBe('2.4.2');
  expect(await firstFor({ kind: 'archive', file: '/a.tar' })).toBe('3.0.0');
  expect(await firstFor({ kind: 'build', folder: '/b' })).toBe('5.0.0');
});

test('an archive that names its image by the tag alone keeps it, one without a name gets a version', async () => {
  const archive = (names: string[]) => () => Promise.resolve({ kind: 'archive' as const, path: '/a', name: 'a', format: 'oci-layout' as const, bytes: 1, images: [{ names, platforms: [] }] });
  expect(await firstFor({ kind: 'archive', file: '/a' }, { archive: archive(['7.1']) })).toBe('7.1');
  expect(await firstFor({ kind: 'archive', file: '/a' }, { archive: archive([]) })).toBe('1.0.1');
});

test('a build has labels from git, nothing else has', async () => {
  const build = await proposePush(ports(), { source: { kind: 'build', folder: '/b' }, target });
  expect(build.labels).toMatchObject({ 'org.opencontainers.image.revision': revision, 'org.opencontainers.image.source': 'https://git.example.com/a/b' });
  expect(build.git?.revision).toBe(revision);
  expect((await proposePush(ports(), { source: { kind: 'container', containerId: 'c' }, target })).labels).toEqual({});
  const plain = await proposePush(ports({ gitState: () => Promise.resolve(undefined) }), { source: { kind: 'build', folder: '/b' }, target });
  expect(plain).toMatchObject({ labels: {}, repositoryExists: true, existingTags: ['1.0.0', 'latest', '0.9.0'], mutability: 'IMMUTABLE' });
  expect(plain).not.toHaveProperty('git');
});

test('a repository that is missing has proposals all the same, any other failure is told', async () => {
  const fail = (code: 'repository-not-found' | 'access-denied') => () => Promise.reject(new AppError(code, 'No.'));
  const proposal = await proposePush(ports({ describe: fail('repository-not-found'), newestImages: fail('repository-not-found') }), { source: { kind: 'build', folder: '/b' }, target });
  expect(proposal).toMatchObject({ repositoryExists: false, existingTags: [] });
  expect(proposal.proposals[0]?.tag).toBe('5.0.0');
  await expect(proposePush(ports({ describe: fail('access-denied') }), { source: { kind: 'build', folder: '/b' }, target })).rejects.toMatchObject({ code: 'access-denied' });
});
