import { describe, expect, test } from 'vitest';
import type { FoundImage } from '../../shared/model/image';
import { foundImagesActions, imagesChanges } from '../../renderer/screens/bulk/found-image-changes';
import type { OpenDialog } from '../../renderer/state/workspace.svelte';
import type { WindowState } from '../../renderer/state/window.svelte';

const image = (name: string, tag: string, over: Partial<FoundImage> = {}): FoundImage => ({
  repository: { profile: 'dev', region: 'eu-central-1', name },
  uri: `host/${name}`,
  digest: `sha256:${tag}`,
  tags: [tag],
  sizeBytes: 1,
  ...over,
});
const images = [image('web', 'a'), image('api', 'b'), image('web', 'c', { storage: 'archived' })];

/** What the actions are called, and the changes that one of them plans. */
function actionsOf(chosen: readonly FoundImage[]) {
  const opened: OpenDialog[] = [];
  const berth = { workspace: { open: (dialog: OpenDialog) => opened.push(dialog) } } as unknown as WindowState;
  const actions = foundImagesActions(berth, chosen);
  const plan = (label: string): unknown => {
    actions.find((one) => one.label === label)?.run();
    const last = opened.at(-1);
    return last?.kind === 'bulk-changes' ? last.changes : undefined;
  };
  return { labels: actions.map(({ label }) => label), plan };
}

describe('images found in several repositories', () => {
  test('become one change for each repository, by digest and with their tags', () => {
    expect(imagesChanges('archive-images', images)).toEqual([
      { kind: 'archive-images', repository: { profile: 'dev', region: 'eu-central-1', name: 'web' }, images: [{ digest: 'sha256:a', tags: ['a'] }, { digest: 'sha256:c', tags: ['c'] }] },
      { kind: 'archive-images', repository: { profile: 'dev', region: 'eu-central-1', name: 'api' }, images: [{ digest: 'sha256:b', tags: ['b'] }] },
    ]);
  });
  test('only those that are not archived go to the archive, only those that are come back', () => {
    const { labels, plan } = actionsOf(images);
    expect(labels).toEqual(['Archive 2…', 'Restore 1…', 'Delete 3 images…']);
    expect(plan('Archive 2…')).toEqual(imagesChanges('archive-images', images.slice(0, 2)));
    expect(plan('Restore 1…')).toEqual(imagesChanges('restore-images', images.slice(2)));
    expect(plan('Delete 3 images…')).toMatchObject([{ kind: 'delete-images', children: true }, { kind: 'delete-images' }]);
  });
  test('of public registries nothing is archived', () => {
    const found = ['x', 'y'].map((tag) => image('web', tag, { repository: { profile: 'dev', region: 'us-east-1', name: 'web', registry: 'public' } }));
    expect(actionsOf(found).labels).toEqual(['Delete 2 images…']);
  });
});
