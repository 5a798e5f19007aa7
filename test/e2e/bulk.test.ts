import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Locator } from 'playwright-core';
import { afterAll, beforeAll, expect } from 'vitest';
import { topic } from '../support/bridge';
import { requires } from '../support/capabilities';
import { launchBerth, type RunningBerth } from '../support/launch-berth';
import { until } from '../support/until';
import { endOf } from './image-steps';
import { inBothLooks, startSandbox } from './steps';

requires('display').describe('the same change of many', () => {
  let berth: RunningBerth;

  beforeAll(async () => {
    berth = await launchBerth();
    await startSandbox(berth.page);
    // The images are read after the lists: a dry run must not race with that.
    await until('the index', async () => (await topic(berth.page, 'inventory')).sources.every(({ status, images }) => status !== 'loading' && status !== 'waiting' && images === undefined) || undefined);
  });
  afterAll(() => berth?.close());

  const rows = (): Locator => berth.page.getByRole('region', { name: 'Repositories', exact: true }).getByRole('row').filter({ has: berth.page.getByRole('gridcell') });
  const search = async (text: string, found: number): Promise<void> => {
    await berth.page.getByRole('searchbox', { name: 'Search repositories and images' }).fill(text);
    await expect.poll(() => rows().count(), { timeout: 20_000 }).toBe(found);
  };
  /** Chooses all rows, and what to do with them. */
  const choose = async (what: string): Promise<Locator> => {
    const { page } = berth;
    await rows().first().click({ position: { x: 150, y: 10 } });
    await rows().last().click({ position: { x: 150, y: 10 }, modifiers: ['Shift'] });
    await page.getByRole('toolbar', { name: 'What is selected' }).getByRole('button', { name: 'Change…' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel(/What to change/).click();
    await page.getByRole('option', { name: what, exact: true }).click();
    return dialog;
  };
  /** The system's own dialog answers this path from now on. */
  const saveTo = (path: string): Promise<void> =>
    berth.app.evaluate(({ dialog }, filePath) => {
      dialog.showSaveDialog = () => Promise.resolve({ canceled: false, filePath });
    }, path);

  requires().test('five repositories are looked at, changed where they differ, and each has its result in a saved report', async () => {
    const { page, home } = berth;
    await search('shop/ region:eu-central-1 private', 5);
    const dialog = await choose('Scan on push');
    await inBothLooks(berth, 'bulk-choose');
    await dialog.getByRole('button', { name: 'Show what it would do' }).click();
    await dialog.getByText('3 will change, 2 are so already').waitFor();
    await inBothLooks(berth, 'bulk-plan');
    await dialog.getByRole('button', { name: 'Change 3' }).click();
    await dialog.getByText('3 changed, 2 were so already').waitFor();
    await inBothLooks(berth, 'bulk-report');

    const report = join(home.folder, 'report.csv');
    await saveTo(report);
    await dialog.getByRole('button', { name: 'Save as CSV…' }).click();
    await page.getByText('Saved', { exact: true }).waitFor();
    const lines = (await readFile(report, 'utf8')).trimEnd().split('\r\n');
    expect(lines).toHaveLength(6);
    expect(lines.find((line) => line.includes('shop/search'))).toMatch(/^sandbox-harbour,eu-central-1,shop\/search,.*,done,/);
    expect(lines.find((line) => line.includes('shop/api'))).toContain(',unchanged,');
    await dialog.getByRole('button', { name: 'Close' }).last().click();
    expect((await endOf(page, 'change')).status).toBe('succeeded');
  });

  requires().test('what is refused keeps its reason, and does not hold up the others', async () => {
    await search('name:*/s* region:eu-central-1 private', 4);
    const dialog = await choose('Delete');
    await dialog.getByRole('button', { name: 'Show what it would do' }).click();
    await dialog.getByText('1 will change, 3 are refused').waitFor();
    await dialog.getByRole('row').filter({ hasText: 'Refused' }).first().click();
    await dialog.getByText(/still has \d+ images?\./).first().waitFor();
    const remove = dialog.getByRole('button', { name: 'Delete 1' });
    expect(await remove.isDisabled()).toBe(true);
    await dialog.getByLabel(/^This takes 1 away for good/).fill('1');
    await inBothLooks(berth, 'bulk-refused');
    await remove.click();
    await dialog.getByText('1 changed, 3 failed').waitFor();
    await dialog.getByRole('button', { name: 'Retry 3 failed' }).waitFor();
    await inBothLooks(berth, 'bulk-failed');
    await dialog.getByRole('button', { name: 'Close' }).last().click();
    await search('name:tools/smoke region:eu-central-1', 0);
  });

  requires().test('images found in several repositories are archived as one change', async () => {
    const { page } = berth;
    await page.getByRole('searchbox', { name: 'Search repositories and images' }).fill('tag:latest region:us-east-1 account:sandbox-harbour private');
    // By keyboard: what completes the search may lie over it.
    await page.getByRole('tab', { name: /^Images [1-9]/ }).press('Enter');
    await expect.poll(() => rows().count()).toBe(2);
    await rows().first().click({ position: { x: 150, y: 10 } });
    await rows().last().click({ position: { x: 150, y: 10 }, modifiers: ['Shift'] });
    const bar = page.getByRole('toolbar', { name: 'What is selected' });
    await bar.getByText(/^2 images selected/).waitFor();
    await inBothLooks(berth, 'bulk-found-images');
    await bar.getByRole('button', { name: 'Archive…' }).click();
    const dialog = page.getByRole('dialog', { name: 'Archive 2 images of 2 repositories' });
    await dialog.getByText('2 will change').waitFor();
    await dialog.getByRole('button', { name: 'Change 2' }).click();
    await dialog.getByText('2 changed').waitFor();
    await dialog.getByRole('button', { name: 'Close' }).last().click();
    await page.getByRole('searchbox', { name: 'Search repositories and images' }).fill('storage:archived');
    await page.getByRole('tab', { name: /^Images 2/ }).waitFor();
    expect(berth.complaints).toEqual([]);
  });
});
