import { expect, test } from 'vitest';
import { matchUses } from '../../electron/image-use/match-uses';
import { ImageUses } from '../../electron/image-use/image-uses';
import type { UsedImage, UseSource } from '../../electron/image-use/used-images';

const D1 = `sha256:${'1'.repeat(64)}`;
const D2 = `sha256:${'2'.repeat(64)}`;
const host = '111122223333.dkr.ecr.eu-central-1.amazonaws.com';
const asked = { host, name: 'shop/api', images: [{ digest: D1, tags: ['1.0'] }, { digest: D2, tags: ['latest'] }] };
const used = (reference: string, over: Partial<UsedImage> = {}): UsedImage => ({ by: 'ecs', reference, what: 'a service', running: true, ...over });

test('a tag that has moved on is used by what runs the old digest, and by what would start next', () => {
  expect(matchUses(asked, [used(`${host}/shop/api:latest`, { digest: D1 })])).toEqual([
    { by: 'ecs', what: 'a service', tag: 'latest', digest: D1, running: true },
    { by: 'ecs', what: 'a service', tag: 'latest', digest: D2, running: false },
  ]);
});

test('another name of the same registry is the same registry; another repository is not', () => {
  expect(matchUses(asked, [used(`111122223333.dkr-ecr.eu-central-1.on.aws/shop/api@${D1}`)])).toHaveLength(1);
  expect(matchUses(asked, [used(`${host}/shop/web:1.0`), used('nginx'), used('not a reference at all')])).toEqual([]);
});

test('a service that never answers is told as such after its time, with what it had told by then', async () => {
  const slow: UseSource = {
    by: 'ecs',
    name: 'ECS',
    look: (_scope, found) => {
      found.used(used(`${host}/shop/api:1.0`));
      return new Promise(() => undefined);
    },
  };
  const local: UseSource = { by: 'container', name: 'Docker', look: async () => undefined };
  const uses = new ImageUses({ local, services: [slow], inspector: { of: async () => ({ uses: [], unasked: [] }) }, isAskedOf: () => true, hostOf: async () => host, now: () => 0, after: (_milliseconds, then) => (queueMicrotask(then), () => undefined) });
  const found = await uses.of({ profile: 'dev', region: 'eu-central-1', name: 'shop/api' }, asked.images, new AbortController().signal);
  expect(found.uses).toMatchObject([{ digest: D1 }]);
  expect(found.unasked.find(({ by }) => by === 'ecs')).toEqual({ by: 'ecs', why: 'ECS could not be asked: It did not answer in time.' });
});
