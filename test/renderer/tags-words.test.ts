import { describe, expect, test } from 'vitest';
import type { Image } from '../../shared/model/image';
import type { Repository } from '../../shared/model/repository';
import { tagChange } from '../../renderer/screens/tags/tag-change';
import { IndexDraft, recordOf, rowsProblem } from '../../renderer/screens/tags/index-draft.svelte';
import { folderOf, pathProblem, suggestedName } from '../../renderer/screens/images/dialogs/save-format';

const repository: Repository = {
  profile: 'harbour',
  accountId: '111122223333',
  region: 'eu-central-1',
  host: 'h.example',
  name: 'shop/api',
  uri: 'h.example/shop/api',
  arn: '',
  mutability: 'MUTABLE',
  mutabilityExclusions: [],
  scanOnPush: false,
  encryption: 'AES256',
};
const NOW = Date.parse('2026-11-21T12:00:00Z');
const digest = (sign: string): string => `sha256:${sign.repeat(64)}`;
const image = (sign: string, tags: string[], platforms?: string[]): Image => ({
  digest: digest(sign),
  tags,
  sizeBytes: 1,
  pushedAt: '2026-11-18T12:00:00Z',
  ...(platforms !== undefined && { platforms }),
});

describe('what giving a tag means', () => {
  const change = (tag: string, holder: Image | null | undefined, over: Partial<Repository> = {}) =>
    tagChange({ repository: { ...repository, ...over }, tag, digest: digest('9'), holder, now: NOW });

  test('a free tag is new', () => {
    expect(change('v2', null)).toEqual({ level: 'new', text: '“v2” is new here; it will name 999999999999.' });
  });
  test('a taken one moves, and it is told from where and when that was pushed', () => {
    expect(change('v2', image('1', ['v2', 'old']))).toEqual({
      level: 'move',
      text: '“v2” moves from 111111111111 (pushed 3 d ago) to 999999999999.',
    });
  });
  test('the image’s own tag changes nothing', () => {
    expect(change('v2', image('9', ['v2'])).level).toBe('same');
  });
  test('an immutable one stays where it is, unless the repository excepts it', () => {
    expect(change('v2', image('1', ['v2']), { mutability: 'IMMUTABLE' }).level).toBe('stop');
    const excepted = { mutability: 'IMMUTABLE_WITH_EXCLUSION', mutabilityExclusions: ['dev-*'] } as const;
    expect(change('dev-1', image('1', ['dev-1']), { ...excepted, mutabilityExclusions: ['dev-*'] }).level).toBe('move');
  });
  test('nothing is promised while it is not known whether a tag is taken', () => {
    expect(change('v2', undefined).level).toBe('unknown');
    expect(change('no tag', null).level).toBe('stop');
  });
});

describe('an index that is composed', () => {
  test('two images for one platform are refused until one of them says otherwise', () => {
    const draft = new IndexDraft([image('1', ['a'], ['linux/amd64']), image('2', ['b'], ['linux/amd64'])]);
    expect(draft.problem).toContain('linux/amd64');
    const second = draft.children[1];
    if (second === undefined) throw new Error('There is no second image.');
    second.platform = ' linux/arm64/v8 ';
    expect(draft.problem).toBeUndefined();
    expect(draft.input.children).toEqual([{ image: digest('1') }, { image: digest('2'), platform: 'linux/arm64/v8' }]);
  });
  test('a platform that is none is named', () => {
    const draft = new IndexDraft([image('1', ['a'])]);
    const [only] = draft.children;
    if (only !== undefined) only.platform = 'arm';
    expect(draft.problem).toContain('“arm” is not a platform');
  });
  test('rows without a name are left out, a value without one is a mistake, a name twice as well', () => {
    expect(recordOf([{ key: ' a ', value: '1' }, { key: '', value: '' }])).toEqual({ a: '1' });
    expect(rowsProblem([{ key: '', value: '1' }], 'annotation')).toBe('Every annotation needs a name.');
    expect(rowsProblem([{ key: 'a', value: '' }, { key: 'a ', value: '' }], 'annotation')).toBe('“a” is there twice.');
  });
});

describe('where an image is saved', () => {
  test('the name says what it is, with nothing that a file system minds', () => {
    expect(suggestedName('shop/api', image('1', ['v2+x']), 'docker-archive')).toBe('api-v2-x.tar');
    expect(suggestedName('api', image('1', []), 'oci-archive')).toBe('api-111111111111.oci.tar');
    expect(suggestedName('api', image('1', ['v2']), 'oci-folder')).toBe('api-v2');
  });
  test('a path must be whole, on any system', () => {
    for (const path of ['/home/ada/api.tar', 'C:\\Users\\ada\\api.tar', '\\\\server\\share\\api.tar']) expect(pathProblem(path)).toBeUndefined();
    for (const path of ['api.tar', '~/api.tar', '/']) expect(pathProblem(path)).toBeDefined();
    expect(folderOf('/home/ada/api.tar')).toBe('/home/ada');
    expect(folderOf('C:\\Users\\api.tar')).toBe('C:\\Users');
    expect(folderOf('/api.tar')).toBe('/');
  });
});
