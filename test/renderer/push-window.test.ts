import type { Locator, Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { dropFiles } from './demo/drop';
import { called, describeWindow, testLooks, type Screen } from './demo/window-suite';

const cron = (page: Page): Locator => page.getByRole('row', { name: 'payments/cron ' }).first();
const machine = (page: Page): Locator => page.getByRole('complementary', { name: 'On this machine' });
const sheet = (page: Page, name: string): Locator => page.getByRole('dialog', { name: `Push ${name}` });
const toImages = (page: Page): Promise<void> => page.getByRole('radio', { name: /^Images 6/ }).click();
const chooseThree = async (page: Page): Promise<void> => {
  await toImages(page);
  await page.getByRole('row', { name: 'shop/api' }).click();
  await page.getByRole('row', { name: 'postgres' }).click({ modifiers: ['Shift'] });
};

describeWindow('pushing from the window', (open) => {
  const screens: Screen[] = [
    ['the images of this machine', {}, async (page) => chooseThree(page)],
    [
      'a machine without anything',
      { scenario: 'empty' },
      async (page) => {
        await page.getByRole('radio', { name: /^Images/ }).click();
        await page.getByText('No images').waitFor();
      },
    ],
    [
      'the sheet of a folder',
      {},
      async (page) => {
        await dropFiles(cron(page), ['shop']);
        await sheet(page, 'shop').getByText('may push').waitFor();
      },
    ],
    [
      'the sheet of an archive for a new repository',
      {},
      async (page) => {
        await dropFiles(machine(page), ['many.tar']);
        await page.getByRole('combobox', { name: 'Repository' }).fill('new/thing');
        await page.getByRole('option', { name: /New new\/thing quay · us-east-1/ }).click();
        await sheet(page, 'many.tar')
          .getByText(/^Creates new\/thing, then pushes/)
          .waitFor();
      },
    ],
    [
      'the sheet of several images',
      {},
      async (page) => {
        await chooseThree(page);
        await page.getByRole('row', { name: 'postgres' }).dragTo(cron(page));
        await sheet(page, '3 images').getByRole('button', { name: 'Options of postgres:16-alpine' }).click();
      },
    ],
    [
      'the sheet of what cannot be read',
      { scenario: 'failing' },
      async (page) => {
        await dropFiles(cron(page), ['broken.tar']);
        await sheet(page, 'broken.tar').getByText('is not an image archive').waitFor();
      },
    ],
    [
      'the choice of a repository',
      {},
      async (page) => {
        await dropFiles(machine(page), ['shop.tar']);
        await page.getByRole('option').first().waitFor();
      },
    ],
    ['the small window', { view: 'quick-push' }, async (page) => page.getByText('Drop a file').waitFor()],
    [
      'a push in the small window',
      { view: 'quick-push' },
      async (page) => {
        await dropFiles(page.getByRole('main'), ['many.tar']);
        await page.getByRole('option').first().click();
        await page.getByText('may push').waitFor();
      },
    ],
    [
      'the small window before there are profiles',
      { view: 'quick-push', scenario: 'first-run' },
      async (page) => page.getByText('No profiles yet').waitFor(),
    ],
  ];
  testLooks(open, screens);

  test('typing replaces the tag that was filled in', async () => {
    await open({}, async (page) => {
      await dropFiles(cron(page), ['shop']);
      const tag = sheet(page, 'shop').getByLabel('Tag', { exact: true });
      await expect.poll(() => tag.inputValue()).not.toBe('');
      await page.keyboard.type('mine');
      expect(await tag.inputValue()).toBe('mine');
    });
  });

  test('says beside the pointer what a drop of several would do, and goes quiet when the drag ends', async () => {
    await open({}, async (page) => {
      await chooseThree(page);
      const from = await page.getByRole('row', { name: 'postgres' }).boundingBox();
      const to = await cron(page).boundingBox();
      if (from === null || to === null) throw new Error('Nothing to drag.');
      await page.mouse.move(from.x + 30, from.y + 20);
      await page.mouse.down();
      await page.mouse.move(to.x + 200, to.y + 10, { steps: 4 });
      await page.mouse.move(to.x + 240, to.y + 14, { steps: 2 });
      await page.getByText('Push 3 images to payments/cron').waitFor();
      expect(await cron(page).getAttribute('data-drop')).toBe('yes');
      const back = await machine(page).boundingBox();
      await page.mouse.move((back?.x ?? 0) + 40, (back?.y ?? 0) + 20, { steps: 4 });
      await page.getByText('3 images are on this machine already').waitFor();
      await page.mouse.up();
      await page.getByText('3 images are on this machine already').waitFor({ state: 'detached' });
      expect(await page.getByRole('dialog').count()).toBe(0);
    });
  });

  test('thousands of local images are a few rows, found by search', async () => {
    await open({}, async (page) => {
      await page.evaluate(() => window.demoBridge?.crowdMachine());
      await page.getByRole('radio', { name: /^Images 3006/ }).click();
      const grid = page.getByRole('grid', { name: 'Local images' });
      expect(await grid.getByRole('row').count()).toBeLessThan(60);
      await page.getByRole('searchbox', { name: 'Search on this machine' }).fill('step-2999');
      await grid.getByRole('row', { name: 'build/step-2999' }).waitFor();
      expect(await grid.getAttribute('aria-rowcount')).toBe('2');
    });
  });

  test('a local image is run from its menu', async () => {
    await open({}, async (page) => {
      await toImages(page);
      await page.getByRole('row', { name: 'redis' }).click({ button: 'right' });
      await page.getByRole('menuitem', { name: 'Run…' }).click();
      await page.getByRole('dialog', { name: /redis:7/ }).waitFor();
    });
  });

  test('a file is chosen by button where there is nothing to drag it with', async () => {
    await open({}, async (page) => {
      await page.getByRole('button', { name: 'Choose a file…' }).click();
      await page.getByRole('dialog', { name: 'Push shop.tar to…' }).waitFor();
      expect(await called(page, 'file.choose')).toEqual([{ purpose: 'archive' }]);
    });
  });

  test('the tag is asked about only after the typing, and a taken one is warned of', async () => {
    await open({}, async (page) => {
      await dropFiles(cron(page), ['shop.tar']);
      const one = sheet(page, 'shop.tar');
      await one.getByText('may push').waitFor();
      const asked = (await called(page, 'push.preflight')).length;
      await page.keyboard.press('End');
      await page.keyboard.type('-rc1');
      await page.waitForFunction(
        (before) =>
          (window.demoBridge?.calls.filter(({ name }) => name === 'push.preflight').length ?? 0) > before,
        asked,
      );
      expect((await called(page, 'push.preflight')).length).toBe(asked + 1);
      await one.getByLabel('Tag', { exact: true }).fill('latest');
      await one.getByText('“latest” is taken: it will move to the new image.').waitFor();
    });
  });
});
