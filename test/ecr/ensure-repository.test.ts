import { afterAll, beforeAll, expect, test } from 'vitest';
import { ensureRepository, type EnsureRepositoryPorts } from '../../electron/ecr/repository/ensure-repository';
import type { RegistryPlaces } from '../../electron/ecr/registry-place';
import { AppError } from '../../shared/errors';
import type { Repository } from '../../shared/model/repository';
import { ecrEndpoint, Refusal } from './ecr-endpoint';
import { PROFILE, REGION, sandboxRepositories } from './tags/sandbox-repository';

let around: Awaited<ReturnType<typeof sandboxRepositories>>;
let created: Repository[] = [];
/** The account of the registry. */
const HARBOUR = '111122223333';
beforeAll(async () => {
  around = await sandboxRepositories();
});
afterAll(() => around.close());

const nobody = (host: string): never => {
  throw new AppError('profile-not-found', `No profile here can sign in to ${host}.`);
};
const places = (over: Partial<RegistryPlaces> = {}): RegistryPlaces => ({
  identityFor: async (host, profile = PROFILE) => (host === around.host ? { profile, region: REGION, accountId: HARBOUR } : nobody(host)),
  ownerOf: async () => ({ region: REGION, profile: PROFILE }),
  ...over,
});
const ports = (over: Partial<EnsureRepositoryPorts> = {}): EnsureRepositoryPorts => {
  created = [];
  return { clients: around.clients, places: places(), hostOf: async ({ profile }) => (profile === PROFILE ? around.host : 'elsewhere'), created: (repository) => created.push(repository), ...over };
};

test('a missing repository is created once, and shown at once', async () => {
  const wanted = { host: around.host, repository: 'fresh/app' };
  expect(await ensureRepository(ports(), wanted)).toBe('created');
  expect(created.map(({ uri }) => uri)).toEqual([`${around.host}/fresh/app`]);
  expect(await ensureRepository(ports(), wanted)).toBe('there');
  expect(created).toEqual([]);
});

test('ten who need the same repository at the same moment all get it', async () => {
  const all = await Promise.all(Array.from({ length: 10 }, () => ensureRepository(ports(), { host: around.host, repository: 'fresh/race' })));
  expect(all.filter((each) => each === 'created')).toHaveLength(1);
  expect(all.filter((each) => each === 'there')).toHaveLength(9);
});

test('registries that are none of ECR’s are left to the push, and so is ECR Public', async () => {
  expect(await ensureRepository(ports(), { host: 'registry.example.com', repository: 'app' })).toBe('left');
  expect(await ensureRepository(ports(), { host: 'public.ecr.aws', repository: 'app' })).toBe('left');
});

test('a name that ECR does not take is said before anybody is asked to create it', async () => {
  await expect(ensureRepository(ports(), { host: around.host, repository: 'x' })).rejects.toMatchObject({ code: 'invalid-input' });
});

test('a profile of another account that was chosen creates nothing in its own, and names the one that could', async () => {
  const chosen = ports({ hostOf: async ({ profile }) => (profile === 'owner' ? around.host : 'elsewhere'), places: places({ ownerOf: async () => ({ region: REGION, profile: 'owner' }) }) });
  await expect(ensureRepository(chosen, { profile: PROFILE, host: around.host, repository: 'fresh/foreign' })).rejects.toMatchObject({
    code: 'repository-not-found',
    remedy: { kind: 'create-repository', profile: 'owner', region: REGION, repository: 'fresh/foreign' },
  });
  expect(created).toEqual([]);
});

test('one that was found by itself gives way to a profile of the registry’s account', async () => {
  const found = ports({ places: places({ identityFor: async () => ({ profile: 'sandbox-lighthouse', region: REGION, accountId: HARBOUR }) }) });
  expect(await ensureRepository(found, { host: around.host, repository: 'fresh/owned' })).toBe('created');
  expect(created[0]).toMatchObject({ profile: PROFILE, host: around.host });
});

test('who may neither look nor create leaves the answer to the push; who may look hears why it cannot be created', async () => {
  const refusing = await ecrEndpoint(() => new Refusal('AccessDeniedException'));
  expect(await ensureRepository(ports({ clients: refusing.clients }), { host: around.host, repository: 'fresh/app' })).toBe('left');
  await refusing.close();
  const looking = await ecrEndpoint(({ operation }) => new Refusal(operation === 'DescribeRepositories' ? 'RepositoryNotFoundException' : 'AccessDeniedException'));
  await expect(ensureRepository(ports({ clients: looking.clients }), { host: around.host, repository: 'fresh/app' })).rejects.toMatchObject({ code: 'access-denied' });
  await looking.close();
});
