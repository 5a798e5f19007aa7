import { afterAll, afterEach, beforeAll, expect } from 'vitest';
import type { Locator } from 'playwright-core';
import { requires } from '../support/capabilities';
import { launchBerth, type RunningBerth } from '../support/launch-berth';
import { beside, fromMenu, openImages } from './image-steps';
import { objections, startSandbox } from './steps';

requires('display').describe('layers, files, and two images side by side', () => {
  let berth: RunningBerth;
  beforeAll(async () => {
    berth = await launchBerth();
    await startSandbox(berth.page);
  });
  afterAll(() => berth?.close());
  afterEach(async () => {
    const back = berth.page.getByRole('button', { name: 'Back', exact: true });
    while (await back.isVisible()) await back.click();
  });

  const part = (name: string): Locator => berth.page.getByRole('tab', { name });
  const files = (): Locator => berth.page.getByRole('grid', { name: /entr(y|ies)|files?$/ });
  const row = (name: string | RegExp): Locator => files().getByRole('row', { name });
  /** Axe finds nothing, and the screen is there to be looked at, in both themes. */
  const looked = async (name: string): Promise<void> => {
    for (const theme of ['light', 'dark'] as const) {
      await berth.page.emulateMedia({ colorScheme: theme, reducedMotion: 'reduce' });
      await berth.page.locator(`html[data-theme="${theme}"]`).waitFor();
      await berth.screenshot(`${name}-${theme}`);
      expect(await objections(berth.page)).toEqual([]);
    }
  };

  requires().test('the layers of an image are shown with the commands that made them, and its files by folder', async () => {
    const { page } = berth;
    const image = await openImages(page, 'shop/storefront', 'sandbox-harbour');
    await fromMenu(page, image('3.2.0').first(), 'Details');
    await part('Layers').click();
    const layers = page.getByRole('list', { name: 'Layers' });
    await layers.getByText('COPY server.js /app/server.js').waitFor();
    await row('app').waitFor();
    await looked('layers');
    await row('app').click();
    await row('server.js').waitFor();
    await row('server.js').click();
    const chosen = page.getByRole('region', { name: 'Chosen file' });
    await chosen.getByText('/app/server.js').waitFor();
    await chosen.getByRole('button', { name: 'Show text' }).click();
    expect(await chosen.getByLabel('Text of server.js').textContent()).toContain('storefront for linux');
    await looked('file-text');

    await page.getByRole('searchbox', { name: 'Search files' }).fill('*.js');
    await row(/index\.js/).waitFor();
    expect(await files().getByRole('row').count()).toBe(3);

    await page.getByRole('searchbox', { name: 'Search files' }).fill('');
    await layers.getByRole('button', { name: /COPY server\.js/ }).click();
    await row(/Added server\.js/).waitFor();
    await looked('layer');

    await page.getByRole('button', { name: /The whole image/ }).click();
    await page.getByRole('radio', { name: 'Wasted space' }).click();
    await page.getByText('Efficiency').waitFor();
    await looked('waste');
    expect(berth.complaints).toEqual([]);
  });

  requires().test('two selected images are compared: configuration, layers, files, findings; sides are swapped', async () => {
    const { page } = berth;
    const image = await openImages(page, 'data/etl', 'sandbox-harbour');
    await image('3.0.0-rc.1').click({ position: beside });
    await image('2.8.4').click({ modifiers: ['ControlOrMeta'], position: beside });
    await page.getByRole('button', { name: 'Compare', exact: true }).click();
    const left = page.getByRole('region', { name: 'Left image' });
    await left.getByText('data/etl:2.8.4').waitFor();
    await page.getByRole('checkbox', { name: 'Only differences' }).uncheck();
    await page.getByRole('rowheader', { name: 'Platform' }).waitFor();
    await looked('compare-config');

    await page.getByRole('radio', { name: 'Layers' }).click();
    await page.getByText('Base of both').first().waitFor();
    await looked('compare-layers');

    await page.getByRole('checkbox', { name: 'Only differences' }).check();
    await page.getByRole('radio', { name: 'Files' }).click();
    await row(/srv/).first().waitFor();
    await page.getByRole('radio', { name: 'All files' }).click();
    await row(/Changed/).first().waitFor();
    await looked('compare-files');

    await page.getByRole('radio', { name: 'Findings' }).click();
    await page.getByRole('heading', { name: 'Neither image was scanned' }).waitFor();
    await looked('compare-findings');

    await page.getByRole('button', { name: 'Swap sides' }).click();
    await left.getByText('data/etl:3.0.0-rc.1').waitFor();
    expect(berth.complaints).toEqual([]);
  });

  requires().test('an image is compared with one of another repository that is searched for', async () => {
    const { page } = berth;
    const image = await openImages(page, 'data/etl', 'sandbox-harbour');
    await image('3.0.0-rc.1').click({ position: beside });
    await fromMenu(page, image('3.0.0-rc.1'), 'Compare with…');
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('button', { name: /2\.8\.4/ }).waitFor();
    await looked('compare-choose');
    await dialog.getByRole('searchbox').fill('3.2.0');
    await dialog.getByRole('button', { name: /storefront/ }).first().click();
    await page.getByRole('region', { name: 'Left image' }).getByText(/shop\/storefront/).first().waitFor();
    await page.getByRole('region', { name: 'Right image' }).getByText('data/etl:3.0.0-rc.1').waitFor();
  });
});
