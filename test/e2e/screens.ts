/** Every screen of Berth and the way to it from the list of repositories, as a person takes it. */
import type { Locator, Page } from 'playwright-core';
import { beside, fromMenu, openImages, repositoryOf } from './image-steps';

export interface Screen {
  name: string;
  /** From the list of repositories of a filled sandbox, with everything closed; done when the screen has what it shows. */
  open(page: Page): Promise<unknown>;
}

const PROFILE = 'sandbox-harbour';

const dialog = (page: Page): Locator => page.getByRole('dialog').first();

const byKey = (pressed: string, shown: (page: Page) => Locator = dialog) => async (page: Page): Promise<void> => {
  await page.keyboard.press(pressed);
  await shown(page).waitFor();
};

const ofRepository = (item: string) => async (page: Page): Promise<void> => {
  await (await repositoryOf(page, 'shop/api', PROFILE)).click({ button: 'right', position: beside });
  await page.getByRole('menuitem', { name: item, exact: true }).click();
  await dialog(page).waitFor();
};

const ofImage = (item: string) => async (page: Page): Promise<void> => {
  const image = await openImages(page, 'shop/storefront', PROFILE);
  await fromMenu(page, image('3.2.0').first(), item);
  await dialog(page).waitFor();
};

const partOfImage = (part: string, shown: (page: Page) => Locator) => async (page: Page): Promise<void> => {
  const image = await openImages(page, 'shop/storefront', PROFILE);
  await image('3.2.0').first().dblclick({ position: beside });
  await page.getByRole('tab', { name: part, exact: true }).click();
  await shown(page).waitFor();
};

export const SCREENS: readonly Screen[] = [
  { name: 'help', open: byKey('?') },
  { name: 'settings', open: byKey('Control+,') },
  { name: 'docker-sign-in', open: byKey('d') },
  { name: 'doctor', open: byKey('w') },
  { name: 'pull', open: byKey('l') },
  { name: 'create-repository', open: byKey('n') },
  { name: 'delete-repository', open: ofRepository('Delete repository…') },
  { name: 'edit-repository', open: ofRepository('Settings…') },
  { name: 'sync', open: ofRepository('Sync to…') },
  ...['Pull…', 'Run…', 'Save as…', 'Copy to…', 'Tag…', 'Remove tag…', 'Archive…', 'Delete image…'].map((item) => ({ name: `image-${item.slice(0, -1).toLowerCase().replaceAll(' ', '-')}`, open: ofImage(item) })),
  { name: 'part-overview', open: partOfImage('Overview', (page) => page.getByRole('heading', { name: 'Pull it' })) },
  { name: 'part-platforms', open: partOfImage('Platforms', (page) => page.getByRole('radio', { name: 'linux/arm64' })) },
  { name: 'part-config', open: partOfImage('Config', (page) => page.getByRole('region', { name: 'How it runs' })) },
  { name: 'part-layers', open: partOfImage('Layers', (page) => page.getByRole('list', { name: 'Layers' })) },
  { name: 'part-referrers', open: partOfImage('Referrers', (page) => page.getByText('ECR signed it with the signing profile')) },
  { name: 'part-findings', open: partOfImage('Findings', (page) => page.getByRole('tabpanel')) },
  { name: 'part-raw', open: partOfImage('Raw', (page) => page.getByRole('region', { name: 'Raw text' })) },
  { name: 'overview', open: byKey('o', (page) => page.getByRole('region', { name: 'Overview' })) },
  { name: 'activity', open: byKey('a', (page) => page.getByRole('region', { name: 'Activity' })) },
  { name: 'findings', open: byKey('v', (page) => page.getByRole('region', { name: 'Findings' })) },
  {
    name: 'images',
    open: async (page) => {
      const image = await openImages(page, 'shop/api', PROFILE);
      await image('2.4.1').first().waitFor();
    },
  },
  {
    name: 'found-images',
    open: async (page) => {
      await page.getByRole('searchbox', { name: 'Search repositories' }).fill('latest');
      await page.getByRole('tab', { name: /^Images/ }).click();
      await page.getByRole('row', { name: /latest/ }).first().waitFor();
    },
  },
  {
    name: 'nothing-found',
    open: (page) => page.getByRole('searchbox', { name: 'Search repositories' }).fill('name:nothing-has-this-name'),
  },
  { name: 'jobs', open: byKey('Control+j', (page) => page.getByRole('region', { name: 'Jobs' })) },
];
