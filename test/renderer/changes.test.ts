import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { called, describeWindow, testLooks, type Screen } from './demo/window-suite';

const pane = (page: Page) => page.getByRole('region', { name: 'Images of payments/api' });
async function openImages(page: Page): Promise<void> {
  await page.getByRole('searchbox', { name: 'Search repositories' }).fill('payments api');
  await page.getByRole('row', { name: 'payments/api ' }).first().click();
  await pane(page).getByText('v2.14.0').first().waitFor();
}
const openActivity = async (page: Page): Promise<void> => {
  await page.getByRole('button', { name: 'Activity' }).first().click();
  await page.getByRole('region', { name: 'Activity' }).waitFor();
};
async function chooseImages(page: Page): Promise<void> {
  await openImages(page);
  await pane(page).getByRole('row').filter({ hasText: 'v2.14.0' }).first().click({ position: { x: 440, y: 10 } });
  await page.keyboard.press('Shift+ArrowDown');
}
async function deletion(page: Page): Promise<void> {
  await chooseImages(page);
  await page.keyboard.press('Delete');
  await page.getByRole('dialog').getByText(/images are gone/).waitFor();
  await page.getByRole('dialog').getByText('AWS CLI', { exact: true }).click();
}
async function creation(page: Page): Promise<void> {
  await page.keyboard.press('n');
  await page.getByRole('dialog').getByLabel('Name', { exact: true }).fill('team/new');
  await page.getByText(/team\/new is created/).waitFor();
}
async function removal(page: Page): Promise<void> {
  await openImages(page);
  await page.getByRole('button', { name: 'Delete repository' }).click();
  await page.getByLabel(/^Type payments\/api/).waitFor();
}
async function settings(page: Page): Promise<void> {
  await page.getByRole('searchbox', { name: 'Search repositories' }).fill('payments api');
  await page.getByRole('row', { name: 'payments/api ' }).first().click({ button: 'right' });
  await page.getByRole('menuitem', { name: 'Settings…' }).click();
  await page.getByRole('dialog').getByLabel('Scan images').uncheck();
  await page.getByText('set-scanning of payments/api.').waitFor();
}
async function openedActivity(page: Page): Promise<void> {
  await openActivity(page);
  for (const name of [/^Delete 3 images/, /^Change which tags/]) await page.getByRole('button', { name }).first().click();
}

describeWindow('changes in the window', (open) => {
  const SCREENS: Screen[] = [
    ['deletion of images', {}, deletion],
    ['creation', {}, creation],
    ['deletion of a repository', {}, removal],
    ['settings of a repository', {}, settings],
    ['activity', {}, openedActivity],
    ['activity, nothing yet', { scenario: 'empty' }, openActivity],
    ['activity, failing', { scenario: 'failing' }, openActivity],
  ];
  testLooks(open, SCREENS);

  test('images chosen in the list are deleted in one change, and the toast leads back', async () => {
    await open({}, async (page) => {
      await deletion(page);
      await page.getByRole('button', { name: 'Delete', exact: true }).click();
      await page.getByText('2 images deleted').waitFor();
      expect(await called(page, 'change.apply')).toMatchObject([{ change: { kind: 'delete-images', images: [{}, {}], children: true } }]);
      await page.getByRole('button', { name: 'Undo' }).click();
      await page.getByText(/^Undone: /).waitFor();
      expect(await called(page, 'activity.undo')).toHaveLength(1);
    });
  });

  test('only what differs in the settings is changed', async () => {
    await open({}, async (page) => {
      await settings(page);
      await page.getByRole('button', { name: 'Save' }).click();
      await page.getByRole('dialog').waitFor({ state: 'detached' });
      expect(await called(page, 'change.apply')).toMatchObject([{ change: { kind: 'set-scanning', scanOnPush: false } }]);
    });
  });

  test('a new repository like another one begins with its settings', async () => {
    await open({}, async (page) => {
      await page.getByRole('searchbox', { name: 'Search repositories' }).fill('payments api');
      await page.getByRole('row', { name: 'payments/api ' }).first().click({ button: 'right' });
      await page.getByRole('menuitem', { name: 'Create one like this…' }).click();
      await page.getByRole('dialog').getByLabel('Name', { exact: true }).fill('payments/next');
      await page.getByRole('button', { name: 'Create', exact: true }).click();
      await page.getByRole('dialog').waitFor({ state: 'detached' });
      expect(await called(page, 'change.apply')).toMatchObject([{ change: { repository: { name: 'payments/next' }, mutability: 'IMMUTABLE_WITH_EXCLUSION', mutabilityExclusions: ['dev-*'], tags: { team: 'payments' } } }]);
    });
  });
});
