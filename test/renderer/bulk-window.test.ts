import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { called, describeWindow, sizes, testLooks, type Screen } from './demo/window-suite';

const choose = async (page: Page): Promise<void> => {
  const rows = page.getByRole('grid').first().getByRole('row');
  await rows.nth(2).click();
  await rows.nth(4).click({ modifiers: ['Shift'] });
  await page.getByRole('toolbar', { name: 'What is selected' }).getByRole('button', { name: 'Change…' }).click();
  await page.getByRole('dialog').waitFor();
};
const chooseScanning = async (page: Page): Promise<void> => {
  await choose(page);
  await page.getByLabel(/What to change/).click();
  await page.getByRole('option', { name: 'Scan on push' }).click();
};
const plan = async (page: Page): Promise<void> => {
  await chooseScanning(page);
  await page.getByRole('button', { name: 'Show what it would do' }).click();
  await page.getByText(/8 will change, 2 are so already, 2 are refused/).waitFor();
};
const make = async (page: Page): Promise<void> => {
  await plan(page);
  await page.getByRole('button', { name: 'Change 8' }).click();
  await page.getByText(/8 changed, 2 were so already, 2 failed/).waitFor();
};

describeWindow('a change of many in the window', (open) => {
  test('plans what was chosen for the rows that were chosen, and shows it item by item', async () => {
    await open({}, async (page) => {
      await plan(page);
      const [wanted] = (await called(page, 'bulk.plan')) as { selection: { repositories: unknown[] }; template: unknown }[];
      expect(wanted?.selection.repositories).toHaveLength(3);
      expect(wanted?.template).toEqual({ kind: 'set-scanning', scanOnPush: true });
      expect(await page.getByRole('dialog').getByText('Refused', { exact: true }).count()).toBe(2);
    });
  });

  test('can be meant for all that the list has', async () => {
    await open({}, async (page) => {
      await chooseScanning(page);
      await page.getByText('All 100,000 that the list has now').click();
      await page.getByRole('button', { name: 'Show what it would do' }).click();
      await expect.poll(() => called(page, 'bulk.plan')).toEqual([{ selection: { search: '' }, template: { kind: 'set-scanning', scanOnPush: true } }]);
    });
  });

  test('once made it has a result for each, and tries only the failed again', async () => {
    await open({}, async (page) => {
      await make(page);
      await page.getByRole('button', { name: 'Retry 2 failed' }).click();
      await expect.poll(async () => (await called(page, 'bulk.again')).length).toBe(1);
    });
  });

  test('a policy that is no JSON is not planned', async () => {
    await open({}, async (page) => {
      await choose(page);
      await page.getByLabel('Lifecycle policy (JSON)').fill('{');
      await page.getByText('The policy is not JSON.').waitFor();
      expect(await page.getByRole('button', { name: 'Show what it would do' }).isDisabled()).toBe(true);
    });
  });

  const screens: Screen[] = [
    ['choosing a change of many', {}, choose],
    ['the dry run of many', {}, plan],
    ['the report of many', {}, make],
  ];
  testLooks(open, screens);

  const folder = process.env.BERTH_SCREENSHOTS;
  test.runIf(folder !== undefined).each(screens.flatMap(([name, options, go]) => (['light', 'dark'] as const).map((theme) => [`${name} ${theme}`, { ...options, theme }, go] as const)))('takes a picture of %s', async (name, options, go) => {
    await mkdir(folder as string, { recursive: true });
    await open(options, async (page) => {
      await go(page);
      const file = join(folder as string, `${name.replaceAll(' ', '-')}.png`);
      await page.screenshot({ path: file });
      expect(file).toMatch(/png$/);
    }, sizes.wide);
  });
});
