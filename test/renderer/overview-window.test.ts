import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { called, describeWindow, sizes, testLooks, type Screen } from './demo/window-suite';

const openOverview = async (page: Page): Promise<void> => {
  await page.keyboard.press('o');
  await page.getByRole('heading', { name: 'Overview', exact: true }).waitFor();
};
const charted = async (page: Page): Promise<void> => {
  await openOverview(page);
  await page.getByRole('region', { name: 'Growth' }).first().waitFor();
};

describeWindow('the overview in the window', (open) => {
  test('shows the headline figures, and a table beside each chart that screen readers can read', async () => {
    await open({}, async (page) => {
      await charted(page);
      expect(await page.getByText('$418').first().isVisible()).toBe(true);
      expect(await page.getByRole('row', { name: /^Jun 2026/ }).count()).toBe(1);
      const cards = await page.getByRole('button', { name: /^Table of / }).count();
      expect(cards).toBe(7);
    });
  });

  test('a click on an account leads to the list, searched for it', async () => {
    await open({}, async (page) => {
      await charted(page);
      await page.getByRole('button', { name: /production/ }).filter({ hasText: '$' }).click();
      await page.getByRole('searchbox', { name: 'Search repositories' }).waitFor();
      expect(await page.getByRole('searchbox', { name: 'Search repositories' }).inputValue()).toBe('account:777788889999');
    });
  });

  test('the table takes the chart’s place, and is copied as CSV', async () => {
    await open({}, async (page) => {
      await charted(page);
      await page.getByRole('button', { name: 'Table of Age of images' }).click();
      await page.getByRole('button', { name: 'Copy as CSV' }).click();
      const [copied] = (await called(page, 'clipboard.write')) as { text: string }[];
      expect(copied?.text.split('\r\n')[0]).toBe('Age,Images,Storage');
    });
  });

  test('while the index fills it says of how many repositories the numbers are', async () => {
    await open({ scenario: 'connecting' }, async (page) => {
      await openOverview(page);
      await page.getByText('Images of 3,210 of 10,000 repositories read so far').waitFor();
    });
  });

  test('is narrowed to what the list is narrowed to', async () => {
    await open({}, async (page) => {
      await charted(page);
      await page.getByLabel(/Overview of/).click();
      await page.getByRole('option', { name: 'quay · us-east-1' }).click();
      await expect.poll(() => called(page, 'overview.show')).toContainEqual(expect.objectContaining({ profile: 'quay' }));
    });
  });

  const screens: Screen[] = [
    ['the overview', {}, charted],
    ['the overview as tables', {}, async (page) => {
      await charted(page);
      for (const button of await page.getByRole('button', { name: /^Table of / }).all()) await button.click();
    }],
    ['a partial overview', { scenario: 'connecting' }, charted],
    ['an overview of nothing', { scenario: 'empty' }, openOverview],
    ['an overview that failed', { scenario: 'failing' }, openOverview],
  ];
  testLooks(open, screens);

  const folder = process.env.BERTH_SCREENSHOTS;
  test.runIf(folder !== undefined).each(screens.flatMap(([name, options, go]) => (['light', 'dark'] as const).map((theme) => [`${name} ${theme}`, { ...options, theme }, go] as const)))('takes a picture of %s', async (name, options, go) => {
    await mkdir(folder as string, { recursive: true });
    await open(options, async (page) => {
      await go(page);
      await page.waitForTimeout(300);
      const file = join(folder as string, `${name.replaceAll(' ', '-')}.png`);
      await page.screenshot({ path: file });
      expect(file).toMatch(/png$/);
    }, { width: sizes.wide.width, height: 1350 });
  });
});
