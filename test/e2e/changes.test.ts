import { afterAll, beforeAll, expect } from 'vitest';
import { requires } from '../support/capabilities';
import { launchBerth, type RunningBerth } from '../support/launch-berth';
import { beside, digestAt, fromMenu, openImages, repositoryOf } from './image-steps';
import { objections, startSandbox } from './steps';

requires('display', 'skopeo').describe('changes of repositories and images', () => {
  let berth: RunningBerth;
  const digest = (image: string): Promise<string> => digestAt(berth, 'sandbox-harbour', image);

  beforeAll(async () => {
    berth = await launchBerth();
    await startSandbox(berth.page);
  });
  afterAll(() => berth?.close());

  requires().test('a repository is created with its settings, which the AWS CLI line repeats', async () => {
    const { page } = berth;
    await page.keyboard.press('n');
    const dialog = page.getByRole('dialog', { name: 'Create repository' });
    await dialog.getByLabel('Name', { exact: true }).fill('berth/made-here');
    await dialog.getByLabel('Keep at most one untagged image').check();
    await dialog.getByLabel('Scan images').check();
    await dialog.getByText(/berth\/made-here is created in .*scan on push, encrypted with AES-256/).waitFor();
    await dialog.getByText('AWS CLI', { exact: true }).click();
    expect(await dialog.getByLabel('AWS CLI commands').innerText()).toContain('aws ecr create-repository --repository-name berth/made-here');
    expect(await objections(page)).toEqual([]);
    await dialog.getByRole('button', { name: 'Create', exact: true }).click();
    await dialog.waitFor({ state: 'hidden' });
    await page.getByRole('heading', { name: 'berth/made-here' }).waitFor();
  });

  requires().test('an image is deleted after a look at what goes, and Undo puts it back under the same digest', async () => {
    const { page } = berth;
    const before = await digest('data/etl:2.8.4');
    const image = await openImages(page, 'data/etl', 'sandbox-harbour');
    await image('2.8.4').click({ position: beside });
    await page.keyboard.press('Delete');
    const dialog = page.getByRole('dialog', { name: /^Delete / });
    await dialog.getByText('can be put back as long as ECR keeps their layers').first().waitFor();
    expect(await objections(page)).toEqual([]);
    await dialog.getByRole('button', { name: 'Delete', exact: true }).click();
    await dialog.waitFor({ state: 'hidden' });
    await expect(digest('data/etl:2.8.4')).rejects.toThrow();
    await page.locator('.toast').filter({ hasText: '2.8.4 deleted' }).getByRole('button', { name: 'Undo' }).click();
    await page.getByText(/^Undone: Delete data\/etl/).waitFor();
    expect(await digest('data/etl:2.8.4')).toBe(before);
  });

  requires().test('an image goes to the archive, where nothing pulls it', async () => {
    const { page } = berth;
    const image = await openImages(page, 'data/etl', 'sandbox-harbour');
    await fromMenu(page, image('3.0.0-rc.1'), 'Archive…');
    const dialog = page.getByRole('dialog', { name: /^Archive / });
    await dialog.getByText(/90 days at least/).waitFor();
    await dialog.getByRole('button', { name: 'Archive', exact: true }).click();
    await dialog.waitFor({ state: 'hidden' });
    await expect(digest('data/etl:3.0.0-rc.1')).rejects.toThrow();
  });

  requires().test('the activity page lists it all, and undoes from there, in light and dark', async () => {
    const { page } = berth;
    await page.getByRole('button', { name: 'Activity' }).first().click();
    const screen = page.getByRole('region', { name: 'Activity' });
    await screen.getByText('Archive data/etl:3.0.0-rc.1', { exact: true }).waitFor();
    await screen.getByLabel('Search activity').fill('made-here');
    await screen.getByText('Archive data/etl:3.0.0-rc.1', { exact: true }).waitFor({ state: 'hidden' });
    await screen.getByRole('button', { name: /^Create the repository berth\/made-here/ }).click();
    for (const theme of ['light', 'dark']) {
      await page.evaluate((wanted) => (document.documentElement.dataset.theme = wanted), theme);
      expect(await objections(page)).toEqual([]);
    }
    await screen.getByRole('button', { name: 'Undo Create the repository berth/made-here' }).click();
    await page.getByText('Undone: Create the repository berth/made-here').waitFor();
    await page.keyboard.press('Escape');
    expect(berth.complaints).toEqual([]);
  });

  requires().test('a protected repository goes only when its name is typed', async () => {
    const { page } = berth;
    const row = await repositoryOf(page, 'tools/smoke', 'sandbox-harbour');
    await fromMenu(page, row, 'Protect');
    await page.getByText('tools/smoke is protected').waitFor();
    await fromMenu(page, row, 'Delete repository…');
    const dialog = page.getByRole('dialog', { name: /^Delete tools\/smoke/ });
    await dialog.getByLabel('Also when it has images').check();
    await dialog.getByText('tools/smoke is protected.', { exact: true }).waitFor();
    expect(await dialog.getByRole('button', { name: 'Delete', exact: true }).isDisabled()).toBe(true);
    await dialog.getByLabel('Type tools/smoke to confirm').fill('tools/smoke');
    await dialog.getByRole('button', { name: 'Delete', exact: true }).click();
    await dialog.waitFor({ state: 'hidden' });
    await row.waitFor({ state: 'hidden' });
  });
});
