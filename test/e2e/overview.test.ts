import type { Locator } from 'playwright-core';
import { afterAll, beforeAll, expect } from 'vitest';
import { requires } from '../support/capabilities';
import { launchBerth, type RunningBerth } from '../support/launch-berth';
import { inBothLooks, startSandbox } from './steps';

requires('display').describe('the overview', () => {
  let berth: RunningBerth;

  beforeAll(async () => {
    berth = await launchBerth();
    await startSandbox(berth.page);
    await berth.page.keyboard.press('o');
    await berth.page.getByRole('heading', { name: 'Overview', exact: true }).waitFor();
    await card('Growth').waitFor({ timeout: 60_000 });
    await berth.page.getByText('read so far').waitFor({ state: 'hidden', timeout: 60_000 });
  });
  afterAll(() => berth?.close());

  const card = (title: string): Locator => berth.page.getByRole('region', { name: title, exact: true });
  const scopeTo = async (name: string): Promise<void> => {
    await berth.page.getByLabel(/Overview of/).click();
    await berth.page.getByRole('option', { name, exact: true }).click();
  };

  requires().test('a key opens it, with charts of storage, cost, growth, findings, age, pulls and tags', async () => {
    for (const title of ['Storage by account and repository', 'Cost a month by account', 'Growth', 'Findings by severity', 'Age of images', 'Last pull', 'Untagged share'])
      expect(await card(title).isVisible()).toBe(true);
    expect(await card('Storage by account and repository').locator('svg rect').count()).toBeGreaterThan(5);
    expect(await berth.page.getByRole('term').filter({ hasText: 'Untagged' }).count()).toBe(1);
    await inBothLooks(berth, 'overview-charts');
  });

  requires().test('every chart is a table too, and growth has the days that were seen', async () => {
    const { page } = berth;
    for (const button of await page.getByRole('button', { name: /^Table of / }).all()) await button.click();
    await card('Storage by account and repository').getByRole('button', { name: 'shop/api', exact: true }).first().waitFor();
    await card('Growth').getByRole('heading', { name: 'Seen day by day' }).waitFor();
    await card('Growth').getByRole('region', { name: 'Seen day by day' }).getByRole('row').nth(1).waitFor();
    await inBothLooks(berth, 'overview-tables');
    for (const button of await page.getByRole('button', { name: /^Table of / }).all()) await button.click();
  });

  requires().test('it is narrowed to a registry, whose numbers are smaller', async () => {
    const { page } = berth;
    const images = async (): Promise<number> => Number((await page.getByRole('term').filter({ hasText: /^Images$/ }).locator('xpath=following-sibling::dd[1]').innerText()).replaceAll(/\D/g, ''));
    const all = await images();
    await scopeTo('sandbox-lighthouse-us');
    await expect.poll(images, { timeout: 20_000 }).toBeLessThan(all);
    await scopeTo('All registries');
    await expect.poll(images, { timeout: 20_000 }).toBe(all);
  });

  requires().test('a bar leads to the repositories it counts', async () => {
    const { page } = berth;
    await card('Cost a month by account').getByRole('button', { name: /111122223333/ }).click();
    const field = page.getByRole('searchbox', { name: 'Search repositories and images' });
    await field.waitFor();
    expect(await field.inputValue()).toBe('account:111122223333');
    const rows = page.getByRole('region', { name: 'Repositories', exact: true }).getByRole('row').filter({ has: page.getByRole('gridcell') });
    await rows.first().waitFor();
    expect((await rows.allTextContents()).every((text) => !text.includes('payments/'))).toBe(true);
    expect(berth.complaints).toEqual([]);
  });
});
