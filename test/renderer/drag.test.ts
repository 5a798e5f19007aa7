import { describe, expect, test } from 'vitest';
import { draggedName, dropOn, type Dragged, type DropPlace } from '../../renderer/state/drag-rules';
import { fileName, pushablesName, pushablesOf } from '../../renderer/state/pushable';
import { containers, images, repositories } from './demo/data';
import { localImages } from './demo/pushing';

const [api, frontend] = repositories(2);
if (api === undefined || frontend === undefined) throw new Error('The demo has no repositories.');
const [first, second] = containers;
if (first === undefined || second === undefined) throw new Error('The demo has no containers.');
const local = localImages();
const onto = (repository: typeof api): DropPlace => ({ kind: 'repository', repository });
const oneContainer: Dragged = { kind: 'containers', containers: [first] };
const registryImages: Dragged = { kind: 'images', repository: api, images: images.slice(0, 2) };

describe('a drop on a repository', () => {
  test('commits and pushes containers, pushes local images and files, and says so', () => {
    expect(dropOn(oneContainer, onto(api))).toEqual({
      does: 'push',
      text: 'Commit web-api and push to platform/web/api',
    });
    expect(dropOn({ kind: 'local-images', images: local.slice(0, 3) }, onto(api))).toEqual({
      does: 'push',
      text: 'Push 3 images to platform/web/api',
    });
    expect(dropOn({ kind: 'files', count: 1 }, onto(api)).text).toBe(
      'Push this file or folder to platform/web/api',
    );
  });
  test('copies images of another repository, and nothing of its own', () => {
    expect(dropOn(registryImages, onto(frontend))).toEqual({
      does: 'copy',
      text: 'Copy 2 images to platform/edge/frontend',
    });
    expect(dropOn(registryImages, onto(api))).toMatchObject({ does: 'nothing' });
  });
  test('syncs a repository, told apart by its place where the names are the same', () => {
    const namesake = { ...api, region: 'us-east-1', uri: 'elsewhere/platform/web/api' };
    expect(dropOn({ kind: 'repository', repository: api }, onto(namesake))).toEqual({
      does: 'sync',
      text: 'Copy the images of platform/web/api to platform/web/api in harbour · us-east-1',
    });
    expect(dropOn({ kind: 'repository', repository: api }, onto(api)).does).toBe('nothing');
  });
});

describe('a drop elsewhere', () => {
  const machine: DropPlace = { kind: 'machine' };
  test('on a registry asks for a repository, or copies under the same name', () => {
    const place: DropPlace = { kind: 'registry', profile: 'quay', region: 'us-east-1' };
    expect(dropOn(oneContainer, place)).toEqual({
      does: 'push',
      text: 'Push web-api to a repository in quay · us-east-1',
    });
    expect(dropOn({ kind: 'repository', repository: api }, place).does).toBe('sync');
    expect(
      dropOn(
        { kind: 'repository', repository: api },
        { kind: 'registry', profile: api.profile, region: api.region },
      ).does,
    ).toBe('nothing');
  });
  test('on this machine pulls images, takes files, and has nothing to do with what is there already', () => {
    expect(dropOn(registryImages, machine).does).toBe('pull');
    expect(dropOn({ kind: 'files', count: 2 }, machine).does).toBe('inspect');
    expect(dropOn({ kind: 'containers', containers: [first, second] }, machine)).toEqual({
      does: 'nothing',
      text: '2 containers are on this machine already',
    });
  });
  test('in the window does nothing, and says where to drop instead', () => {
    expect(dropOn({ kind: 'files', count: 1 }, { kind: 'window' })).toMatchObject({
      does: 'nothing',
      text: expect.stringContaining('On this machine') as string,
    });
  });
});

describe('names', () => {
  test('are those of a single thing, and a number of several', () => {
    expect(draggedName({ kind: 'local-images', images: local.slice(0, 1) })).toBe('shop/api:2.4.0');
    expect(pushablesName(pushablesOf(oneContainer))).toBe('web-api');
    expect(pushablesName([...pushablesOf(oneContainer), { kind: 'path', path: '/tmp/a.tar' }])).toBe(
      '2 things',
    );
  });
  test('of files are the last part of a path of any system', () => {
    expect(fileName('/home/ada/shop.tar')).toBe('shop.tar');
    expect(fileName('C:\\work\\shop\\')).toBe('shop');
  });
});
