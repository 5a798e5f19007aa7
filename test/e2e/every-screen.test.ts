import { afterAll, beforeAll, expect } from 'vitest';
import type { Page } from 'playwright-core';
import { command } from '../support/bridge';
import { requires } from '../support/capabilities';
import { launchBerth, type RunningBerth } from '../support/launch-berth';
import { screenshotPixels } from '../support/screenshot-pixels';
import { SCREENS } from './screens';
import { objections, settled, startSandbox } from './steps';

/** Closes whatever is open, and shows the whole list again. */
async function atTheList(page: Page): Promise<void> {
  for (let closed = 0; closed < 6; closed += 1) {
    if ((await page.getByRole('dialog').count()) === 0 && (await page.getByRole('button', { name: 'Back', exact: true }).count()) === 0) break;
    await page.keyboard.press('Escape');
    await page.waitForTimeout(150);
  }
  await page.getByRole('searchbox', { name: 'Search repositories' }).fill('');
  await page.getByRole('main').first().click({ position: { x: 400, y: 5 } });
}

/** The pictures are in test-results/screenshots, as `screen-NAME-THEME.png`. */
requires('display').describe('every screen', () => {
  let berth: RunningBerth;

  beforeAll(async () => {
    berth = await launchBerth();
    await startSandbox(berth.page);
  });
  afterAll(() => berth?.close());

  for (const { name, open } of SCREENS) {
    requires().test(`${name} can be read by everybody, in light and in dark`, async () => {
      const { page } = berth;
      await atTheList(page);
      await open(page);
      for (const theme of ['light', 'dark'] as const) {
        await command(page, 'settings.change', { theme });
        await page.locator(`html[data-theme="${theme}"]`).waitFor();
        await settled(page);
        expect({ theme, isBlank: screenshotPixels(await berth.screenshot(`screen-${name}-${theme}`)).isBlank }).toEqual({ theme, isBlank: false });
        expect({ theme, objections: await objections(page) }).toEqual({ theme, objections: [] });
      }
    });
  }

  requires().test('none of them made the page complain', () => {
    expect(berth.complaints).toEqual([]);
  });
});
