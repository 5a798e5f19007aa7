import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { called, describeWindow, testLooks, type Screen } from './demo/window-suite';

/** Where a row is clicked: on its platforms, where there are no buttons. */
const position = { x: 440, y: 10 };
const image = (page: Page, tag: string) => page.getByRole('region', { name: /^Images of/ }).getByRole('row', { name: tag });

const openImages = async (page: Page): Promise<void> => {
  await page.keyboard.press('/');
  await page.keyboard.type('payments/api');
  await page.getByText('1,429').first().waitFor();
  await page.getByRole('row', { name: 'payments/api ' }).first().click();
  await image(page, 'v2.14.0').waitFor();
};
const menu = async (page: Page, tag: string, item: string): Promise<void> => {
  await image(page, tag).click({ button: 'right', position });
  await page.getByRole('menuitem', { name: item, exact: true }).click();
};
const selectThree = async (page: Page): Promise<void> => {
  await openImages(page);
  await image(page, 'v2.13.1').click({ position });
  await image(page, 'v2.13.3').click({ modifiers: ['Shift'], position });
};
const chooseTarget = (page: Page, place: RegExp) => page.getByRole('option', { name: place }).first().click();
const openSync = async (page: Page): Promise<void> => {
  await page.keyboard.press('/');
  await page.keyboard.type('payments/api');
  await page.getByText('1,429').first().waitFor();
  await page.getByRole('row', { name: 'payments/api ' }).first().click({ button: 'right' });
  await page.getByRole('menuitem', { name: 'Sync to…' }).click();
  await chooseTarget(page, /payments\/api\s*quay · us-east-1/);
  await page.getByText('15 tags to copy').waitFor();
};

describeWindow('images and repositories that are copied, tagged, saved and run', (open) => {
  const screens: Screen[] = [
    ['three selected images', {}, selectThree],
    ['the menu of an image', {}, async (page) => {
      await openImages(page);
      await image(page, 'v2.13.1').click({ button: 'right', position });
      await page.getByRole('menuitem', { name: 'Remove tag…' }).waitFor();
    }],
    ['the copy of several images', {}, async (page) => {
      await selectThree(page);
      await page.getByRole('button', { name: 'Copy to…' }).click();
      await chooseTarget(page, /payments\/api.*production/);
      await page.getByText('Cost at AWS').waitFor();
    }],
    ['the copy of one image', {}, async (page) => {
      await openImages(page);
      await menu(page, 'v2.13.1', 'Copy to…');
      await chooseTarget(page, /payments\/api\s*quay · us-east-1/);
      await page.getByText('Cost at AWS').waitFor();
    }],
    ['a sync', {}, openSync],
    ['what AWS can do instead', {}, async (page) => {
      await openSync(page);
      await page.getByRole('button', { name: 'Replication rule…' }).click();
      await page.getByRole('dialog', { name: 'Replication rule' }).waitFor();
    }],
    ['a tag that moves', {}, async (page) => {
      await openImages(page);
      await menu(page, 'v2.13.1', 'Tag…');
      await page.getByLabel('Tag', { exact: true }).fill('v2.13.2');
      await page.getByText('are immutable').waitFor();
    }],
    ['the last tag', {}, async (page) => {
      await openImages(page);
      await menu(page, 'v2.13.1', 'Remove tag…');
      await page.getByText('the image’s last tag').waitFor();
    }],
    ['an index that is composed', {}, async (page) => {
      await selectThree(page);
      await page.getByRole('button', { name: 'Compose an index…' }).click();
      await page.getByText('Annotations').click();
      await page.getByRole('button', { name: 'Add annotation' }).click();
    }],
    ['saving', {}, async (page) => {
      await openImages(page);
      await menu(page, 'v2.14.0', 'Save as…');
      await page.getByText('A tar for docker load').waitFor();
    }],
    ['running', {}, async (page) => {
      await page.getByRole('radio', { name: /^Images/ }).click();
      await page.getByRole('row', { name: 'shop/api' }).click({ button: 'right' });
      await page.getByRole('menuitem', { name: 'Run…' }).click();
      await page.getByText('Values of names that look secret').waitFor();
    }],
  ];
  testLooks(open, screens);

  test('images are chosen by mouse and keyboard, and Escape lets go of them', async () => {
    await open({}, async (page) => {
      await selectThree(page);
      const bar = page.getByRole('toolbar', { name: 'What is selected' });
      await bar.getByText('3 images selected').waitFor();
      await image(page, 'v2.13.2').click({ modifiers: ['Control'], position });
      await bar.getByText('2 images selected').waitFor();
      expect(await image(page, 'v2.13.2').getAttribute('aria-selected')).toBe('false');
      await page.keyboard.press('ArrowDown');
      await page.keyboard.press('Space');
      await page.keyboard.press('Shift+ArrowDown');
      await bar.getByText('2 images selected').waitFor();
      await page.keyboard.press('Control+a');
      await bar.getByText('48 images selected').waitFor();
      await page.keyboard.press('Escape');
      await bar.waitFor({ state: 'detached' });
      await page.getByRole('region', { name: 'Images of payments/api' }).waitFor();
    });
  });

  test('the menu opens by keyboard at the marked row, for all that are chosen', async () => {
    await open({}, async (page) => {
      await selectThree(page);
      await page.keyboard.press('Shift+F10');
      await page.getByRole('menuitem', { name: 'Compose an index…' }).waitFor();
      await page.keyboard.press('Escape');
      await page.getByRole('menu').waitFor({ state: 'detached' });
      await page.keyboard.press('ContextMenu');
      await page.getByRole('menuitem', { name: 'Copy references' }).click();
      const [{ text = '' } = {}] = (await called(page, 'clipboard.write')) as { text?: string }[];
      expect(text.split('\n').map((line) => line.replace(/^.*:/, ''))).toEqual(['v2.13.1', 'v2.13.2', 'v2.13.3']);
    });
  });

  test('several images are synced by their exact tags, and those of others stay unless asked', async () => {
    await open({}, async (page) => {
      await selectThree(page);
      await page.getByRole('button', { name: 'Copy to…' }).click();
      await chooseTarget(page, /payments\/api\s*quay · us-east-1/);
      const dialog = page.getByRole('dialog', { name: 'Copy 3 images of payments/api' });
      await dialog.getByText('1 tag to copy; 1 already there, 1 left alone.').waitFor();
      await dialog.getByLabel('Move tags that name another image there').check();
      await dialog.getByText('2 tags to copy, 1 of them taken from another image there').waitFor();
      await dialog.getByRole('button', { name: 'Copy 3 images' }).click();
      await dialog.waitFor({ state: 'detached' });
      expect(await called(page, 'sync.start')).toMatchObject([
        { tags: ['v2.13.1', 'v2.13.2', 'v2.13.3'], overwrite: true, createRepository: true, toProfile: 'quay' },
      ]);
      expect(await called(page, 'image.copy')).toEqual([]);
    });
  });

  test('one image is copied under another tag, and without the word for it no repository is made', async () => {
    await open({}, async (page) => {
      await openImages(page);
      await menu(page, 'v2.13.1', 'Copy to…');
      await chooseTarget(page, /payments\/api\s*quay · us-east-1/);
      await page.getByLabel('Tag there').fill('stable');
      const copy = page.getByRole('button', { name: 'Copy image' });
      await page.getByLabel('Create the repository payments/api').uncheck();
      expect(await copy.isDisabled()).toBe(true);
      await page.getByLabel('Create the repository payments/api').check();
      await copy.click();
      await page.getByRole('dialog').waitFor({ state: 'detached' });
      expect(await called(page, 'image.copy')).toMatchObject([
        { from: expect.stringMatching(/payments\/api:v2\.13\.1$/) as string, to: '444455556666.dkr.ecr.us-east-1.amazonaws.com/payments/api:stable', createRepository: true },
      ]);
    });
  });

  test('an image dropped on a region goes to the repository of the same name there', async () => {
    await open({}, async (page) => {
      await openImages(page);
      const region = page.getByRole('group', { name: 'Profile quay' }).getByRole('button', { name: /^us-east-1/ });
      const from = await image(page, 'v2.13.2').boundingBox();
      const to = await region.boundingBox();
      if (from === null || to === null) throw new Error('Nothing to drag.');
      await page.mouse.move(from.x + 30, from.y + 10);
      await page.mouse.down();
      await page.mouse.move(to.x + 30, to.y + 8, { steps: 5 });
      await page.mouse.move(to.x + 40, to.y + 10, { steps: 3 });
      await page.getByText('Copy payments/api:v2.13.2 to quay · us-east-1').waitFor();
      await page.mouse.up();
      const dialog = page.getByRole('dialog', { name: 'Copy payments/api:v2.13.2' });
      await dialog.getByText('444455556666.dkr.ecr.us-east-1.amazonaws.com/payments/api:v2.13.2').waitFor();
    });
  });

  test('a repository dropped on a region is synced, after a look at every tag', async () => {
    await open({}, async (page) => {
      const row = page.getByRole('row', { name: 'payments/cron ' }).first();
      const region = page.getByRole('group', { name: 'Profile quay' }).getByRole('button', { name: /^us-east-1/ });
      await row.dragTo(region, { sourcePosition: { x: 60, y: 12 } });
      const dialog = page.getByRole('dialog', { name: 'Sync payments/cron' });
      await dialog.getByText('15 tags to copy; 18 already there, 6 left alone, 3 refused.').waitFor();
      await dialog.getByText('42 of 42 tags').waitFor();
      await dialog.getByLabel('Tags', { exact: true }).fill('v2.13.* latest');
      await dialog.getByText('4 of 42 tags').waitFor();
      await dialog.getByText('2 tags to copy; 1 already there, 1 left alone.').waitFor();
      await dialog.getByRole('button', { name: 'Copy 2 tags' }).click();
      expect(await called(page, 'sync.start')).toMatchObject([{ tags: ['v2.13.*', 'latest'], overwrite: false }]);
    });
  });

  test('ten thousand tags of a sync are a few dozen rows', async () => {
    await open({}, async (page) => {
      await page.keyboard.press('/');
      await page.keyboard.type('payments/metrics');
      await page.getByRole('row', { name: 'payments/metrics ' }).first().click({ button: 'right' });
      await page.getByRole('menuitem', { name: 'Sync to…' }).click();
      await chooseTarget(page, /payments\/metrics/);
      const grid = page.getByRole('grid', { name: '10,000 tags' });
      await grid.waitFor();
      expect(await grid.getByRole('row').count()).toBeLessThan(60);
      await grid.focus();
      await page.keyboard.press('End');
      await grid.getByRole('row', { name: /^build-1 / }).waitFor();
    });
  });

  test('what AWS does instead is applied only with the person’s word', async () => {
    await open({}, async (page) => {
      await openSync(page);
      await page.getByRole('button', { name: 'Replication rule…' }).click();
      const dialog = page.getByRole('dialog', { name: 'Replication rule' });
      const apply = dialog.getByRole('button', { name: 'Apply' });
      expect(await apply.isDisabled()).toBe(true);
      await dialog.getByLabel(/Change the registry of harbour · eu-central-1/).check();
      await apply.click();
      await dialog.waitFor({ state: 'detached' });
      await page.getByRole('dialog', { name: 'Sync payments/api' }).waitFor();
      expect(await called(page, 'sync.applyAlternative')).toMatchObject([{ kind: 'replication', profile: 'harbour' }]);
    });
  });

  test('a tag is moved after being told from where, and Undo puts it back', async () => {
    await open({}, async (page) => {
      await page.keyboard.press('/');
      await page.keyboard.type('payments/api-1');
      await page.getByRole('row', { name: 'payments/api-1 ' }).first().click();
      await image(page, 'v2.14.0').waitFor();
      await menu(page, 'v2.13.1', 'Tag…');
      const dialog = page.getByRole('dialog', { name: /^Tag / });
      await dialog.getByLabel('Tag', { exact: true }).fill('stable');
      await dialog.getByText(/“stable” moves from [0-9a-f]{12} \(pushed 12 min ago\) to [0-9a-f]{12}\./).waitFor();
      await dialog.getByRole('button', { name: 'Move tag' }).click();
      await page.getByRole('button', { name: 'Undo' }).click();
      await page.getByText('“stable” is back where it was').waitFor();
      expect(await called(page, 'tag.set')).toMatchObject([{ tag: 'stable', move: true }, { tag: 'stable', digest: `sha256:${'1f2e3d4c'.repeat(8)}`, move: true }]);
    });
  });

  test('the last tag of an image goes only with the word that the image goes too', async () => {
    await open({}, async (page) => {
      await openImages(page);
      await menu(page, 'v2.13.1', 'Remove tag…');
      const remove = page.getByRole('button', { name: 'Delete tag and image' });
      expect(await remove.isDisabled()).toBe(true);
      await page.getByLabel('Delete the image too').check();
      await remove.click();
      await page.getByText('“v2.13.1” and its image are deleted').waitFor();
      expect(await called(page, 'tag.remove')).toMatchObject([{ tag: 'v2.13.1', deleteImage: true }]);
    });
  });

  test('two images for one platform are no index until one of them says otherwise', async () => {
    await open({}, async (page) => {
      await openImages(page);
      await image(page, 'v2.13.1').click({ position });
      await image(page, 'v2.13.2').click({ modifiers: ['Control'], position });
      await page.getByRole('button', { name: 'Compose an index…' }).click();
      await page.getByText('Two of the images are for linux/amd64.').waitFor();
      await page.getByLabel('Platform of v2.13.2').fill('linux/arm64/v8');
      await page.getByLabel('Tag of the index').fill('v3');
      await page.getByRole('button', { name: 'Compose index', exact: true }).click();
      await page.getByText('“v3” is an index of 2 images').waitFor();
      const [input] = (await called(page, 'tag.composeIndex')) as { children: object[] }[];
      expect(input?.children[1]).toMatchObject({ platform: 'linux/arm64/v8' });
      expect(input?.children[0]).not.toHaveProperty('platform');
    });
  });

  test('an image is saved where the system’s own dialog says', async () => {
    await open({}, async (page) => {
      await openImages(page);
      await menu(page, 'v2.14.0', 'Save as…');
      await page.getByLabel('OCI archive').check();
      await page.getByLabel('File', { exact: true }).fill('api.tar');
      await page.getByText('Give the whole path').waitFor();
      await page.getByRole('button', { name: 'Choose…' }).click();
      await page.getByRole('button', { name: 'Save', exact: true }).click();
      await page.getByRole('dialog').waitFor({ state: 'detached' });
      expect(await called(page, 'file.choose')).toMatchObject([{ purpose: 'save-archive', suggestedName: 'api-latest.oci.tar' }]);
      expect(await called(page, 'image.export')).toMatchObject([{ format: 'oci-archive', profile: 'harbour' }]);
    });
  });

  test('an image that is not there is pulled first; what runs says how it is reached', async () => {
    await open({}, async (page) => {
      await openImages(page);
      await menu(page, 'v2.13.1', 'Run…');
      await page.getByRole('button', { name: 'Pull the image' }).click();
      expect(await called(page, 'image.pull')).toMatchObject([{ profile: 'harbour' }]);
      await page.keyboard.press('Escape');
      await page.getByRole('dialog').waitFor({ state: 'detached' });
      await page.getByRole('radio', { name: /^Images \d/ }).click();
      await page.getByRole('row', { name: 'shop/api' }).click({ button: 'right' });
      await page.getByRole('menuitem', { name: 'Run…' }).click();
      await page.getByLabel('Port 1 of this machine').fill('18080');
      expect(await page.getByLabel('Value of DB_PASSWORD').getAttribute('type')).toBe('password');
      await page.getByRole('button', { name: 'Run', exact: true }).click();
      await page.getByText('http://127.0.0.1:18080').waitFor();
      expect(await called(page, 'run.start')).toMatchObject([{ ports: [{ container: 8080, host: 18080 }, { host: 9090 }], env: {}, everywhere: false }]);
    });
  });
});
