import { afterAll, beforeAll, expect } from 'vitest';
import { topic } from '../support/bridge';
import { requires } from '../support/capabilities';
import { launchBerth, type RunningBerth } from '../support/launch-berth';
import { digestAt, endOf, repositoryOf } from './image-steps';
import { startSandbox } from './steps';

requires('display', 'skopeo').describe('syncing a repository', () => {
  let berth: RunningBerth;

  beforeAll(async () => {
    berth = await launchBerth();
    await startSandbox(berth.page);
  });
  afterAll(() => berth?.close());

  requires().test('shows first what would move, then moves that and nothing else', async () => {
    const { page } = berth;
    await (await repositoryOf(page, 'shop/api', 'sandbox-harbour')).click({ button: 'right' });
    await page.getByRole('menuitem', { name: 'Sync to…' }).click();
    await page.getByRole('option', { name: /shop\/api\s*sandbox-lighthouse · eu-central-1/ }).click();
    const dialog = page.getByRole('dialog', { name: 'Sync shop/api' });
    await dialog.getByText('5 of 5 tags').waitFor();
    await dialog.getByText('5 tags to copy.').waitFor();
    await dialog.getByLabel('Tags', { exact: true }).fill('2.*');
    await dialog.getByLabel('Leave out').fill('2.3.*');
    await dialog.getByText('2 of 5 tags').waitFor();
    await dialog.getByText('2 tags to copy.').waitFor();
    await dialog.getByRole('row', { name: /2\.4\.1 Copied/ }).waitFor();
    await dialog.getByLabel('Lifecycle policy').check();
    await dialog.getByText('Lifecycle policy: ').waitFor();
    // Looking at it has changed nothing.
    expect((await topic(page, 'jobs')).jobs).toEqual([]);
    await expect(digestAt(berth, 'sandbox-lighthouse', 'shop/api:2.4.1')).rejects.toThrow();

    await dialog.getByRole('button', { name: 'Copy 2 tags' }).click();
    await dialog.waitFor({ state: 'hidden' });
    const job = await endOf(page, 'sync');
    expect(job.error).toBeUndefined();
    for (const tag of ['2.4.0', '2.4.1'])
      expect(await digestAt(berth, 'sandbox-lighthouse', `shop/api:${tag}`)).toBe(await digestAt(berth, 'sandbox-harbour', `shop/api:${tag}`));
    for (const tag of ['2.3.9', 'latest']) await expect(digestAt(berth, 'sandbox-lighthouse', `shop/api:${tag}`)).rejects.toThrow();
  });

  requires().test('the next time finds what is there already', async () => {
    const { page } = berth;
    const target = await repositoryOf(page, 'shop/api', 'sandbox-lighthouse');
    await (await repositoryOf(page, 'shop/api', 'sandbox-harbour')).dragTo(target);
    const dialog = page.getByRole('dialog', { name: 'Sync shop/api' });
    await dialog.getByText('3 tags to copy; 2 already there.').waitFor();
    await dialog.getByRole('radio', { name: 'Others' }).click();
    await dialog.getByRole('row', { name: /2\.4\.0 Already there/ }).waitFor();
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'hidden' });
    expect(berth.complaints).toEqual([]);
  });
});
