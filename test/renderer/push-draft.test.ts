import { describe, expect, test } from 'vitest';
import { BerthClient } from '../../renderer/bridge/berth-client';
import { changesFrom, changesProblem } from '../../renderer/screens/push/draft/changes';
import { PushPlan } from '../../renderer/screens/push/draft/push-plan.svelte';
import { whatWillHappen } from '../../renderer/screens/push/draft/push-words';
import { newTargets, readTyped, recentUris } from '../../renderer/screens/push/target/targets';
import type { Pushable, PushTarget } from '../../renderer/state/pushable';
import type { Job } from '../../shared/model/moving/job';
import { DemoBridge } from './demo/bridge';
import { containers } from './demo/data';
import { localImages } from './demo/pushing';

const target: PushTarget = {
  profile: 'harbour',
  region: 'eu-central-1',
  accountId: '111122223333',
  host: 'registry.test',
  name: 'shop/api',
  uri: 'registry.test/shop/api',
};
const planOf = async (sources: readonly Pushable[], to = target) => {
  const bridge = new DemoBridge({ scenario: 'empty', theme: 'light' });
  const plan = new PushPlan(new BerthClient(bridge), sources, to);
  await plan.prepare();
  const called = (name: string) =>
    bridge.calls.filter((call) => call.name === name).map(({ input }) => input);
  return { plan, called };
};
const path = (name: string): Pushable => ({ kind: 'path', path: `/home/ada/${name}` });

describe('a plan to push', () => {
  test('finds out what a path is, takes the proposed tag, and pushes an archive without Docker', async () => {
    const { plan, called } = await planOf([path('many.tar')]);
    const [item] = plan.items;
    expect(item).toMatchObject({ kind: 'archive', tag: 'v2.14.1', takesLabels: false });
    if (item?.archive === undefined) throw new Error('It is no archive.');
    item.archive.image = 'shop/worker:2.4.0';
    await plan.start();
    expect(called('image.pushArchive')).toEqual([
      {
        file: '/home/ada/many.tar',
        image: 'shop/worker:2.4.0',
        reference: 'registry.test/shop/api:v2.14.1',
        profile: 'harbour',
      },
    ]);
  });

  test('builds a folder with the labels of git, and with the arguments that were filled in alone', async () => {
    const { plan, called } = await planOf([path('shop')]);
    const build = plan.items[0]?.build;
    if (build === undefined) throw new Error('It is no folder.');
    const [node] = build.args;
    if (node !== undefined) node.value = '24';
    await plan.start();
    expect(called('image.build')).toMatchObject([
      {
        folder: '/home/ada/shop',
        dockerfile: 'Dockerfile',
        buildArgs: { NODE_VERSION: '24' },
        labels: {},
        gitLabels: true,
      },
    ]);
  });

  test('leaves a local image as it is unless labels are asked for', async () => {
    const [image] = localImages();
    if (image === undefined) throw new Error('There is no image.');
    const { plan, called } = await planOf([{ kind: 'image', image }]);
    await plan.start();
    expect(called('image.push')).toEqual([
      { image: 'shop/api:2.4.0', reference: 'registry.test/shop/api:v2.14.1', profile: 'harbour' },
    ]);
  });

  test('gives each of several a tag of its own, and starts none while two have the same', async () => {
    const { plan, called } = await planOf(
      containers.slice(0, 2).map((container) => ({ kind: 'container', container })),
    );
    expect(plan.items.map(({ tag }) => tag)).toEqual(['v2.14.1', 'v2.14.1-postgres']);
    const [one, other] = plan.items;
    if (one === undefined || other === undefined) throw new Error('Two were pushed.');
    other.tag = one.tag;
    expect(plan.ready).toBe(false);
    await plan.start();
    expect(called('container.push')).toEqual([]);
    other.tag = 'mine';
    await plan.start();
    expect(called('container.push')).toHaveLength(2);
  });

  test('creates a missing repository only with the person’s word', async () => {
    const { plan, called } = await planOf([path('shop.tar')], {
      ...target,
      name: 'new/api',
      uri: 'registry.test/new/api',
      missing: true,
    });
    plan.createRepository = false;
    expect(plan.ready).toBe(false);
    plan.createRepository = true;
    await plan.start();
    expect(called('image.pushArchive')).toMatchObject([{ createRepository: true }]);
  });

  test('never starts what could not be read', async () => {
    const { plan } = await planOf([path('broken.tar')]);
    expect(plan.items[0]?.failure).toMatchObject({ code: 'file-malformed' });
    expect(plan.ready).toBe(false);
  });

  test('lets a person push against a doubt about permissions, and forgets what was found for another tag', async () => {
    const { plan } = await planOf([path('shop.tar')]);
    const [item] = plan.items;
    if (item === undefined) throw new Error('There is one.');
    item.tag = 'x-forbidden';
    await item.check();
    expect(plan).toMatchObject({ doubtful: true, ready: true });
    item.tag = 'y';
    expect(item.findings).toEqual([]);
  });
});

describe('changes of a commit', () => {
  test('are Dockerfile instructions; a variable with spaces is quoted', () => {
    expect(
      changesFrom([
        { instruction: 'CMD', value: ' ["sh"] ' },
        { instruction: 'ENV', value: 'A=one $two' },
        { instruction: 'ENV', value: 'B=plain' },
        { instruction: 'USER', value: '' },
      ]),
    ).toEqual(['CMD ["sh"]', 'ENV A="one \\$two"', 'ENV B=plain']);
  });
  test('are refused when Docker would take them for something else', () => {
    expect(changesProblem([{ instruction: 'CMD', value: "['sh']" }])).toContain('double quotes');
    expect(changesProblem([{ instruction: 'ENV', value: 'NAME' }])).toContain('NAME=value');
    expect(changesProblem([{ instruction: 'EXPOSE', value: 'http' }])).toContain('port');
    expect(changesProblem([{ instruction: 'WORKDIR', value: 'srv' }])).toContain('“/”');
    expect(changesProblem([{ instruction: 'CMD', value: 'sh -c date' }])).toBeUndefined();
  });
});

test('what will happen is one sentence, in the order in which it happens', () => {
  const one = { kind: 'container', name: 'web', tag: 'v1', pauses: true } as const;
  expect(whatWillHappen({ target, creates: false, items: [one] })).toBe(
    'Commits web, which stands still meanwhile, and pushes it as shop/api:v1.',
  );
  expect(
    whatWillHappen({ target, creates: true, items: [one, { kind: 'build', name: 'src', tag: '2' }] }),
  ).toBe(
    'Creates shop/api, then commits 1 container, then builds 1 folder, then pushes 2 images to shop/api, each as a job of its own.',
  );
});

describe('where to push', () => {
  test('is read from words, a new name or a whole reference', () => {
    expect(readTyped('shop api')).toEqual({ words: 'shop api' });
    expect(readTyped('shop/api')).toEqual({ words: 'shop/api' });
    expect(readTyped('https://registry.test:5000/shop/api:v1')).toEqual({
      host: 'registry.test:5000',
      words: 'shop/api',
    });
    expect(readTyped(`registry.test/shop/api@sha256:${'0'.repeat(64)}`)).toEqual({
      host: 'registry.test',
      words: 'shop/api',
    });
  });
  test('may be new in every registry that the reference allows', () => {
    const places = ['one', 'two'].map((profile) => ({ profile, region: 'eu-central-1', accountId: '1' }));
    const facts = { rows: [], places, hostOf: ({ profile }: { profile: string }) => `${profile}.test` };
    expect(newTargets({ words: 'shop/new' }, facts).map(({ uri }) => uri)).toEqual([
      'one.test/shop/new',
      'two.test/shop/new',
    ]);
    expect(newTargets({ words: 'shop/new', host: 'two.test' }, facts)).toMatchObject([
      { profile: 'two', missing: true },
    ]);
    expect(newTargets({ words: 'Not A Name' }, facts)).toEqual([]);
  });
  test('was lately where pushes went that ended well, the last one first', () => {
    const job = (reference: string | undefined, minute: number, kind: Job['kind'] = 'push-image'): Job => ({
      id: String(minute),
      kind,
      title: '',
      status: 'succeeded',
      createdAt: new Date(minute * 60_000).toISOString(),
      progress: { step: '', doneBytes: 0, totalBytes: 0, parts: [] },
      input: {},
      ...(reference !== undefined && { outcome: { reference } }),
    });
    const jobs = [
      job('r.test:1/a:1', 1),
      job('r.test:1/b:1', 3),
      job('r.test:1/a:2', 2),
      job(undefined, 4),
      job('r.test:1/c:1', 5, 'pull'),
    ];
    expect(recentUris(jobs, 4)).toEqual(['r.test:1/b', 'r.test:1/a']);
  });
});
