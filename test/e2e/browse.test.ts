import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect } from 'vitest';
import { createBerthHome, type BerthHome } from '../support/berth-home';
import { topic } from '../support/bridge';
import { requires } from '../support/capabilities';
import { launchBerth, type RunningBerth } from '../support/launch-berth';
import { inBothLooks, objections, repository, startSandbox } from './steps';

requires('display').describe('the repository browser', () => {
  let home: BerthHome;
  let berth: RunningBerth;

  beforeAll(async () => {
    home = await createBerthHome();
    berth = await launchBerth({ home });
    await startSandbox(berth.page);
  });
  afterAll(async () => {
    await berth?.close();
    await home?.remove();
  });

  const field = () => berth.page.getByRole('searchbox', { name: 'Search repositories and images' });
  const search = async (text: string): Promise<void> => {
    await field().click();
    await field().fill(text);
  };
  const list = () => berth.page.getByRole('region', { name: 'Repositories', exact: true });
  const rows = () => list().getByRole('row').filter({ has: berth.page.getByRole('gridcell') });

  requires().test('one search looks through every account, and filters narrow it', async () => {
    await search('shop');
    await rows().filter({ hasText: 'sandbox-harbour' }).first().waitFor();
    await search('payments account:sandbox-lighthouse -region:us-*');
    await rows().filter({ hasText: 'payments/ledger' }).first().waitFor();
    await expect.poll(async () => (await rows().allTextContents()).every((text) => text.includes('sandbox-lighthouse') && text.includes('eu-central-1'))).toBe(true);
    await search('pushed:soon');
    await list().getByText('is not understood').waitFor();
  });

  requires().test('a filter that was begun is completed from what is known', async () => {
    await field().click();
    await field().fill('');
    await field().pressSequentially('account:light');
    await list().getByRole('option', { name: /account:sandbox-lighthouse/ }).first().waitFor();
    await field().press('Tab');
    expect(await field().inputValue()).toBe('account:sandbox-lighthouse ');
    await field().press('Escape');
    await field().press('Escape');
    expect(await field().inputValue()).toBe('');
  });

  requires().test('images are found by tag wherever they are, and Enter opens one', async () => {
    const { page } = berth;
    await search('tag:2.4.1');
    const tab = page.getByRole('tab', { name: /^Images [1-9]/ });
    await tab.waitFor({ timeout: 60_000 });
    await tab.click();
    const image = rows().filter({ hasText: 'shop/api' }).first();
    await image.click();
    await inBothLooks(berth, 'browse-images');
    await list().getByRole('grid').press('Enter');
    await page.getByRole('heading', { name: /shop\/api|2\.4\.1/ }).first().waitFor();
    await page.keyboard.press('Escape');
    await list().waitFor();
    await search('');
    await page.keyboard.press('Escape');
  });

  requires().test('names are folders, one level at a time, and lead back up', async () => {
    const { page } = berth;
    await page.getByRole('radio', { name: 'By folder' }).click();
    await rows().filter({ hasText: /^shop\/\d/ }).first().click();
    await rows().filter({ hasText: 'api' }).first().waitFor();
    expect((await rows().allTextContents()).some((text) => text.includes('payments'))).toBe(false);
    await berth.screenshot('browse-folders');
    await page.getByRole('navigation', { name: 'Folder' }).getByRole('button', { name: 'All repositories' }).click();
    await rows().filter({ hasText: /^payments\/\d/ }).first().waitFor();
    await page.getByRole('radio', { name: 'All in one list' }).click();
    await page.getByRole('button', { name: /^Folders of sandbox-harbour in eu-central-1/ }).click();
    await page.getByRole('navigation', { name: 'Registries' }).getByRole('button', { name: /^shop / }).first().click();
    await expect.poll(async () => (await rows().allTextContents()).every((text) => text.startsWith('shop/'))).toBe(true);
    await page.getByRole('button', { name: /^All repositories/ }).click();
  });

  requires().test('a public registry has a row of its own, and tells what the gallery tells', async () => {
    const { page } = berth;
    await page.getByRole('button', { name: /public/i }).and(page.getByTitle('The account’s public registry')).first().click();
    await rows().filter({ hasText: 'harbour/tide-cli' }).first().waitFor();
    await rows().filter({ hasText: 'harbour/base' }).first().click();
    await page.getByRole('grid', { name: /images$/ }).getByText('3.0.2').waitFor();
    await page.getByRole('radio', { name: 'Details' }).click();
    const gallery = page.getByRole('region', { name: 'In the public gallery' });
    await gallery.getByText('certificates and time zones, for services').waitFor();
    expect(await gallery.getByRole('img', { name: 'Logo of harbour/base' }).evaluate((image: HTMLImageElement) => image.naturalWidth)).toBe(16);
    await inBothLooks(berth, 'browse-public');
    await page.getByRole('button', { name: /^All repositories/ }).click();
  });

  requires().test('parts of a multi-platform image are folded away until they are asked for', async () => {
    const { page } = berth;
    await search('shop/storefront');
    await repository(page, /shop\/storefront/).click();
    const images = page.getByRole('grid', { name: /images?$/ });
    const parts = images.getByRole('button', { name: /^2 platforms/ }).first();
    await parts.waitFor({ timeout: 30_000 });
    expect(await parts.getAttribute('aria-expanded')).toBe('false');
    await images.getByText('└ linux/arm64').waitFor({ state: 'detached' });
    await parts.locator('xpath=ancestor::*[@role="row"]').getByRole('gridcell').nth(2).click();
    await images.press('ArrowRight');
    await images.getByText('└ linux/arm64').first().waitFor();
    await berth.screenshot('browse-folded');
    expect(await objections(page)).toEqual([]);
    await images.press('ArrowLeft');
    await images.getByText('└ linux/arm64').first().waitFor({ state: 'detached' });
    await parts.click();
    await images.getByText('└ linux/amd64').first().waitFor();
    await search('');
    await page.keyboard.press('Escape');
  });

  requires().test('a repository that is not at AWS says so instead of opening the console', async () => {
    const { page } = berth;
    await repository(page, /data\/etl/).click({ button: 'right' });
    const line = page.getByRole('menuitem', { name: 'Open in the AWS console' });
    await line.waitFor();
    expect([await line.getAttribute('aria-disabled'), await line.getAttribute('title')]).toEqual(['true', expect.stringContaining('is not at AWS')]);
    await page.keyboard.press('Escape');
  });

  requires().test('what is listed is written to a file that a person chooses', async () => {
    const { app, page } = berth;
    const path = join(home.folder, 'listed.csv');
    await search('payments account:sandbox-lighthouse');
    await expect.poll(async () => (await rows().allTextContents()).every((text) => text.includes('payments') && text.includes('sandbox-lighthouse'))).toBe(true);
    await app.evaluate(({ dialog }, filePath) => {
      dialog.showSaveDialog = () => Promise.resolve({ canceled: false, filePath });
    }, path);
    await page.getByRole('button', { name: 'Export what is listed' }).click();
    await page.getByRole('menuitem', { name: 'Repositories as CSV…' }).click();
    await page.getByText('Repositories exported').waitFor();
    const [head, ...lines] = (await readFile(path, 'utf8')).trimEnd().split('\r\n');
    expect(head).toMatch(/^uri,profile,account,/);
    expect(lines).toHaveLength(await rows().count());
    expect(lines.every((line) => line.includes(',sandbox-lighthouse') && line.includes('payments'))).toBe(true);
    await search('');
    await page.keyboard.press('Escape');
  });

  requires().test('a favourite and the columns are still there after a relaunch', async () => {
    await search('tools/smoke');
    await repository(berth.page, /tools\/smoke/).click();
    await list().getByRole('grid').press('f');
    await berth.page.getByRole('group', { name: 'Favourites' }).getByRole('button', { name: /^smoke/ }).waitFor();
    await berth.page.getByRole('button', { name: 'Columns of the repositories' }).click();
    await berth.page.getByRole('menuitemcheckbox', { name: 'Created' }).click();
    await berth.page.keyboard.press('Escape');
    await expect.poll(async () => (await topic(berth.page, 'app')).settings.browse.columns.repositories).not.toContain('created');
    await berth.close();
    berth = await launchBerth({ home });
    const { page } = berth;
    await page.getByRole('group', { name: 'Favourites' }).getByRole('button', { name: /^smoke/ }).waitFor();
    expect(await list().getByRole('columnheader', { name: 'Created' }).count()).toBe(0);
    await page.getByRole('button', { name: /^Favourites/ }).click();
    await rows().filter({ hasText: 'tools/smoke' }).first().waitFor();
    expect(await rows().count()).toBe(1);
    expect(berth.complaints).toEqual([]);
  });
});
