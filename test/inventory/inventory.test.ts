import { expect, test } from 'vitest';
import { AppError } from '../../shared/errors';
import { commands } from '../../shared/ipc/contract';
import type { Image } from '../../shared/model/image';
import type { Profile } from '../../shared/model/profile';
import { RepositoryQuery, type Repository } from '../../shared/model/repository';
import { Inventory } from '../../electron/inventory/inventory';
import type { CrawlEcr, SourceKey } from '../../electron/inventory/crawl/ports';
import type { InventoryEcr } from '../../electron/inventory/ports';
import { InventoryStore } from '../../electron/inventory/store/inventory-store';
import { until } from '../support/until';
import { repository } from './repository';

const profile = (name: string, regions = ['eu-central-1'], over: Partial<Profile> = {}): Profile => ({
  name,
  source: 'aws-files',
  kind: 'static',
  regions,
  ...over,
});

const NOW = Date.parse('2026-11-21T12:00:00Z');
const memory = (): InventoryStore => new InventoryStore({ file: ':memory:', now: () => NOW, log: (thrown) => { throw thrown; } });

/** An index that has these repositories of the profile `dev` from an earlier run. */
async function indexed(repositories: Repository[]): Promise<InventoryStore> {
  const store = memory();
  await store.putRepositories({ source: { profile: 'dev', region: 'eu-central-1', registry: 'private' }, repositories });
  return store;
}

type Lists = (source: SourceKey) => AsyncIterable<Repository[]>;

/** Lists as ECR answers them, page by page; nobody may look into repositories but where `images` answers, and there is no public registry. */
function asPages(lists: Lists, images?: () => AsyncIterable<Image[]>): CrawlEcr {
  const running = new Map<string, AsyncIterator<Repository[]>>();
  const denied = (): Promise<never> => Promise.reject(new AppError('access-denied', 'Not here.'));
  return {
    async repositories(source, { nextToken }) {
      if (source.registry === 'public') return denied();
      const key = `${source.profile} ${source.region}`;
      const list = nextToken === undefined ? lists(source)[Symbol.asyncIterator]() : running.get(key);
      if (list === undefined) throw new Error('There is no such list.');
      running.set(key, list);
      const { value, done } = await list.next();
      return done === true ? { items: [] } : { items: value, nextToken: `${Math.random()}` };
    },
    images: async () => {
      const items: Image[] = [];
      if (images === undefined) return denied();
      for await (const page of images()) items.push(...page);
      return { items };
    },
    tags: denied,
  };
}

/** An inventory whose ECR, profiles, index and time belong to the test. */
function setUp({ repositories = pages(), images, ...ecr }: Partial<InventoryEcr> & { repositories?: Lists; images?: () => AsyncIterable<Image[]> }, options: { profiles?: Profile[]; store?: InventoryStore; now?: () => number } = {}) {
  let profiles = options.profiles ?? [profile('dev')];
  let tell = (): void => undefined;
  const due: (() => void)[] = [];
  const now = options.now ?? (() => NOW);
  const inventory = new Inventory({
    profiles: {
      state: () => ({ profiles, problems: [], files: [] }),
      onChange: (listener) => {
        tell = listener;
        return () => undefined;
      },
    },
    ecr: { platforms: () => Promise.resolve(new Map()), ...ecr },
    crawl: { ecr: asPages(repositories, images), clock: { now, ticks: () => 0, sleep: () => Promise.resolve(), random: () => 0 } },
    store: options.store ?? memory(),
    scratch: memory(),
    now,
    timers: {
      after: (_, then) => {
        due.push(then);
        return () => {
          const at = due.indexOf(then);
          if (at >= 0) due.splice(at, 1);
        };
      },
    },
    log: (thrown) => {
      throw thrown;
    },
  });
  return {
    inventory,
    setProfiles: (next: Profile[]) => {
      profiles = next;
      tell();
    },
    passTime: () => due.splice(0).forEach((run) => run()),
    names: async () => (await inventory.query(RepositoryQuery.parse({}))).rows.map(({ name }) => name),
  };
}

const pages = <T>(...all: T[][]) =>
  async function* (): AsyncGenerator<T[]> {
    yield* all;
  };
const image = (digest: string, over: Partial<Image> = {}): Image => ({
  digest,
  tags: [],
  sizeBytes: 1,
  ...over,
});
const imageQuery = commands['image.query'].input.parse({
  profile: 'dev',
  region: 'eu-central-1',
  name: 'web',
});

test('shows the first page while the second is on its way', async () => {
  let release = (): void => undefined;
  const gate = new Promise<void>((resolve) => (release = resolve));
  const { inventory, names } = setUp({
    async *repositories() {
      yield [repository('a')];
      await gate;
      yield [repository('b')];
    },
  });
  await inventory.start();
  await until('the first page', async () => (inventory.state().total > 0 ? true : undefined));
  expect(await names()).toEqual(['a']);
  expect(inventory.state().sources[0]).toMatchObject({ status: 'loading', repositories: 1 });
  release();
  await inventory.settled();
  expect(await names()).toEqual(['a', 'b']);
  expect(inventory.state().sources[0]).toMatchObject({
    status: 'ready',
    repositories: 2,
    accountId: '111111111111',
  });
});

test('shows what the index has before anything is read, and drops what is gone when ECR has answered', async () => {
  const store = await indexed([repository('gone'), repository('stays')]);
  const { inventory, names } = setUp({ repositories: pages([repository('stays')]) }, { store });
  expect(await names()).toEqual(['gone', 'stays']);
  await inventory.start();
  await inventory.settled();
  expect(await names()).toEqual(['stays']);
});

test('keeps what was known when a source fails, and says why', async () => {
  const store = await indexed([repository('known')]);
  const { inventory, names } = setUp(
    {
      async *repositories(): AsyncGenerator<Repository[]> {
        throw new AppError('network', 'No way to AWS.');
      },
    },
    { store },
  );
  await inventory.start();
  await inventory.settled();
  expect(await names()).toEqual(['known']);
  expect(inventory.state().sources[0]).toMatchObject({ status: 'failed', error: { code: 'network' } });
});

test('reads twenty-four sources at a time, and all of them in the end', async () => {
  let running = 0;
  let most = 0;
  let open = (): void => undefined;
  const gate = new Promise<void>((resolve) => (open = resolve));
  const { inventory } = setUp(
    {
      async *repositories({ profile: name }) {
        most = Math.max(most, ++running);
        if (running === 24) open();
        await gate;
        await new Promise(setImmediate);
        running--;
        yield [repository('r', { profile: name, accountId: `1${name.padStart(11, '0')}` })];
      },
    },
    { profiles: Array.from({ length: 40 }, (_, number) => profile(`${number}`)) },
  );
  await inventory.start();
  await inventory.settled();
  expect(most).toBe(24);
  expect(inventory.state().total).toBe(40);
});

test('tells many changes as one at once and one when the time has passed', async () => {
  const { inventory, passTime } = setUp({
    repositories: pages(...Array.from({ length: 30 }, (_, n) => [repository(`r${n}`)])),
  });
  let told = 0;
  inventory.onChange(() => told++);
  await inventory.start();
  await inventory.settled();
  // The first at once; the others wait for the time to pass.
  expect(told).toBe(1);
  passTime();
  expect(told).toBe(2);
});

test('drops a profile that went away and reads one that now leads elsewhere again', async () => {
  const asked: string[] = [];
  const { inventory, names, setProfiles } = setUp(
    {
      async *repositories({ profile: name }) {
        asked.push(name);
        yield [repository(`of-${name}`, { profile: name })];
      },
    },
    { profiles: [profile('a'), profile('b')] },
  );
  await inventory.start();
  await inventory.settled();
  setProfiles([profile('b', ['eu-central-1'], { endpointUrl: 'http://127.0.0.1:1' })]);
  await inventory.settled();
  expect(await names()).toEqual(['of-b']);
  expect(asked).toEqual(['a', 'b', 'b']);
});

test('asks for the images of a repository once, until it is told to forget them', async () => {
  let asked = 0;
  const { inventory } = setUp({
    async *images() {
      asked++;
      yield [image(`sha256:${asked}`)];
    },
  });
  await inventory.images(imageQuery, 'complete');
  await inventory.images(imageQuery, 'complete');
  expect(asked).toBe(1);
  inventory.forget({ region: 'eu-central-1', name: 'web' });
  expect((await inventory.images(imageQuery, 'complete')).rows[0]?.digest).toBe('sha256:2');
});

test('shows a repository that is opened at once as it was, and reads it again behind; looking around in it reads nothing', async () => {
  let asked = 0;
  let at = NOW;
  const setting = setUp({ async *images() { yield [image(`sha256:${++asked}`)]; } }, { now: () => at });
  const digest = async (): Promise<string | undefined> => (await setting.inventory.images(imageQuery, 'complete')).rows[0]?.digest;
  expect(await digest()).toBe('sha256:1');
  at += 5_000;
  expect(await digest()).toBe('sha256:1');
  at += 15_000;
  expect(await digest()).toBe('sha256:1');
  await until('the second reading', async () => ((await digest()) === 'sha256:2' ? true : undefined));
  expect(asked).toBe(2);
});

test('shows a change at once: a list that was asked for before it and arrives late is thrown away', async () => {
  let at = NOW;
  const asked: ((digest: string) => void)[] = [];
  const { inventory } = setUp({
    async *images() {
      yield [image(await new Promise<string>((resolve) => asked.push(resolve)), { tags: ['v1'] })];
    },
  }, { now: () => at });
  const before = inventory.images(imageQuery, 'complete');
  await until('the first list to be asked for', () => Promise.resolve(asked[0]));
  at += 5;
  inventory.forget({ region: 'eu-central-1', name: 'web' });
  const after = inventory.images(imageQuery, 'complete');
  await until('the list after the change to be asked for', () => Promise.resolve(asked[1]));
  asked[1]?.('sha256:new');
  expect((await after).rows[0]?.digest).toBe('sha256:new');
  asked[0]?.('sha256:old');
  expect((await before).rows[0]?.digest).toBe('sha256:new');
  expect((await inventory.images({ ...imageQuery, search: 'v1' }, 'complete')).rows[0]?.digest).toBe('sha256:new');
});

test('tells of what a change did to the images, and asks again when reading them failed', async () => {
  let answer: (() => Image[]) | undefined = () => [image('sha256:1', { tags: ['a', 'b'] })];
  const { inventory, passTime } = setUp({
    async *images() {
      if (answer === undefined) throw new AppError('access-denied', 'Not now.');
      yield answer();
    },
  });
  const tags = async (): Promise<string[] | undefined> => (await inventory.images(imageQuery, 'complete')).rows[0]?.tags;
  expect(await tags()).toEqual(['a', 'b']);
  passTime();
  let told = 0;
  inventory.onChange(() => (told += 1));
  const { revision } = inventory.state();
  inventory.forget({ region: 'eu-central-1', name: 'web' });
  expect([told, inventory.state().revision > revision]).toEqual([1, true]);
  answer = undefined;
  await expect(tags()).rejects.toThrow('Not now.');
  answer = () => [image('sha256:1', { tags: ['a'] })];
  expect(await tags()).toEqual(['a']);
  passTime();
  expect(told).toBe(2);
});

test('reads the repositories of one name in two accounts both after a push that does not say whose it was', async () => {
  let asked = 0;
  const store = await indexed([repository('web')]);
  await store.putRepositories({ source: { profile: 'other', region: 'eu-central-1', registry: 'private' }, repositories: [repository('web', { profile: 'other', accountId: '222222222222' })] });
  const { inventory } = setUp({ async *images() { yield [image(`sha256:${++asked}`)]; } }, { store, profiles: [profile('dev'), profile('other')] });
  const both = async (): Promise<(string | undefined)[]> => [(await inventory.images(imageQuery, 'complete')).rows[0]?.digest, (await inventory.images({ ...imageQuery, profile: 'other' }, 'complete')).rows[0]?.digest];
  expect(await both()).toEqual(['sha256:1', 'sha256:2']);
  inventory.forget({ region: 'eu-central-1', name: 'web' });
  expect(await both()).toEqual(['sha256:3', 'sha256:4']);
});

test('marks untagged children of an index, and leaves a child with a tag an image of its own', async () => {
  const index = image('i', { tags: ['v1'], mediaType: 'application/vnd.oci.image.index.v1+json' });
  const { inventory } = setUp({
    images: pages([index, image('arm'), image('amd', { tags: ['v1-amd64'] })]),
    platforms: (_, images) =>
      Promise.resolve(
        images.some(({ digest }) => digest === 'i')
          ? new Map([
              ['i', { platforms: ['linux/arm64', 'linux/amd64'] }],
              ['arm', { platforms: ['linux/arm64'], childOf: 'i' }],
              ['amd', { platforms: ['linux/amd64'], childOf: 'i' }],
            ])
          : new Map(),
      ),
  });
  const { rows } = await inventory.images(imageQuery, 'complete');
  const byDigest = new Map(rows.map((row) => [row.digest, row]));
  expect(byDigest.get('arm')).toMatchObject({ childOf: 'i', platforms: ['linux/arm64'] });
  expect(byDigest.get('amd')?.childOf).toBeUndefined();
});

test('folds parts away under their multi-platform image, and counts what is there', async () => {
  const index = image('i', { tags: ['v1'], mediaType: 'application/vnd.oci.image.index.v1+json' });
  const { inventory } = setUp({
    images: pages([image('own'), index, image('arm'), image('amd')]),
    platforms: (_, images) =>
      Promise.resolve(
        images.some(({ digest }) => digest === 'i')
          ? new Map([
              ['i', { platforms: ['linux/arm64', 'linux/amd64'] }],
              ['arm', { platforms: ['linux/arm64'], childOf: 'i' }],
              ['amd', { platforms: ['linux/amd64'], childOf: 'i' }],
            ])
          : new Map(),
      ),
  });
  await inventory.images(imageQuery, 'complete');
  const folded = await inventory.images({ ...imageQuery, unfolded: [] }, 'complete');
  expect(folded.rows.map(({ digest, parts }) => [digest, parts])).toEqual([['i', 2], ['own', undefined]]);
  expect([folded.total, folded.found]).toEqual([2, 4]);
  const open = await inventory.images({ ...imageQuery, unfolded: ['i'] }, 'complete');
  expect(open.rows.map(({ digest }) => digest)).toEqual(['i', 'amd', 'arm', 'own']);
  expect([open.total, open.found]).toEqual([4, 4]);
  expect((await inventory.images({ ...imageQuery, unfolded: ['i'], offset: 1, limit: 1 }, 'complete')).rows.map(({ digest }) => digest)).toEqual(['amd']);
  expect((await inventory.images(imageQuery, 'complete')).total).toBe(4);
});

test('finds the registry of a host and a repository by its URI', async () => {
  const web = repository('web');
  const { inventory } = setUp({ repositories: pages([web]) });
  await inventory.start();
  await inventory.settled();
  expect(inventory.findByHost(web.host)).toMatchObject({ profile: 'dev', accountId: '111111111111' });
  expect(await inventory.find(web.uri)).toEqual(web);
  expect(inventory.findByHost('elsewhere')).toBeUndefined();
});
