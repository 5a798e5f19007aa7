import type Docker from 'dockerode';
import { expect, test } from 'vitest';
import { imagesOf } from '../../electron/docker/image-row';

const row = (Id: string, over: Partial<Docker.ImageInfo>): Docker.ImageInfo => ({ Id, ParentId: '', RepoTags: [], RepoDigests: [], Created: 0, Size: 5, VirtualSize: 5, SharedSize: 0, Labels: {}, Containers: -1, ...over });

test('an image without a name has no references, however the engine says so', () => {
  const rows = [row('sha256:a', { RepoTags: ['<none>:<none>'], RepoDigests: ['<none>@<none>'] }), row('sha256:b', { RepoTags: null as unknown as string[], RepoDigests: null as unknown as string[] })];
  expect(imagesOf(rows).map(({ references, digests }) => ({ references, digests }))).toEqual([{ references: [], digests: [] }, { references: [], digests: [] }]);
});

test('the newest image is first, and one without a time is the oldest', () => {
  const rows = [row('sha256:none', { Created: -62135596800 }), row('sha256:old', { Created: 1_700_000_000 }), row('sha256:new', { Created: 1_800_000_000, RepoTags: ['app:1'], RepoDigests: ['app@sha256:d'] })];
  expect(imagesOf(rows)).toMatchObject([
    { id: 'sha256:new', references: ['app:1'], digests: ['app@sha256:d'], sizeBytes: 5, createdAt: '2027-01-15T08:00:00.000Z' },
    { id: 'sha256:old' },
    { id: 'sha256:none', createdAt: '1970-01-01T00:00:00.000Z' },
  ]);
});
