import { afterAll, beforeAll, expect } from 'vitest';
import { requires } from '../support/capabilities';
import { launchBerth, type RunningBerth } from '../support/launch-berth';
import { beside, digestAt, endOf, openImages, repositoryOf } from './image-steps';
import { startSandbox } from './steps';

requires('display', 'skopeo').describe('copying to another account', () => {
  let berth: RunningBerth;

  beforeAll(async () => {
    berth = await launchBerth();
    await startSandbox(berth.page);
  });
  afterAll(() => berth?.close());

  requires().test('two chosen images go to a repository that is made for them, under the digests they have', async () => {
    const { page } = berth;
    const image = await openImages(page, 'shop/checkout', 'sandbox-harbour');
    await image('1.9.1').click({ position: beside });
    await image('1.9.0').click({ modifiers: ['ControlOrMeta'], position: beside });
    await page.getByRole('toolbar').getByText('2 images selected').waitFor();
    await page.getByRole('toolbar').getByRole('button', { name: 'Copy to…' }).click();
    await page.getByRole('option', { name: /shop\/checkout\s*sandbox-lighthouse · eu-central-1/ }).click();
    const dialog = page.getByRole('dialog', { name: 'Copy 2 images of shop/checkout' });
    await dialog.getByText('2 tags to copy.').waitFor();
    await dialog.getByText('Cost at AWS').waitFor();
    await dialog.getByRole('button', { name: 'Copy 2 images' }).click();
    await dialog.waitFor({ state: 'hidden' });

    const job = await endOf(page, 'sync');
    expect(job.error).toBeUndefined();
    for (const tag of ['1.9.0', '1.9.1'])
      expect(await digestAt(berth, 'sandbox-lighthouse', `shop/checkout:${tag}`)).toBe(await digestAt(berth, 'sandbox-harbour', `shop/checkout:${tag}`));
    await expect(digestAt(berth, 'sandbox-lighthouse', 'shop/checkout:1.9.2')).rejects.toThrow();
    await repositoryOf(page, 'shop/checkout', 'sandbox-lighthouse');
  });

  requires().test('an image dropped on a region of another account goes there under another tag, with every platform', async () => {
    const { page } = berth;
    const image = await openImages(page, 'shop/search', 'sandbox-harbour');
    const region = page.getByRole('group', { name: 'Profile sandbox-lighthouse', exact: true }).getByRole('button', { name: /^eu-central-1/ });
    await image('0.30.4').dragTo(region, { sourcePosition: beside });
    const dialog = page.getByRole('dialog', { name: 'Copy shop/search:0.30.4' });
    await dialog.getByLabel('Tag there').fill('dropped');
    await dialog.getByLabel('Create the repository shop/search').waitFor();
    const copy = dialog.getByRole('button', { name: 'Copy image' });
    await copy.click();
    await dialog.waitFor({ state: 'hidden' });

    const job = await endOf(page, 'copy');
    expect(job.error).toBeUndefined();
    expect(await digestAt(berth, 'sandbox-lighthouse', 'shop/search:dropped')).toBe(await digestAt(berth, 'sandbox-harbour', 'shop/search:0.30.4'));
    expect(berth.complaints).toEqual([]);
  });
});
