import { afterAll, beforeAll, expect } from 'vitest';
import { requires } from '../support/capabilities';
import { launchBerth, type RunningBerth } from '../support/launch-berth';
import { beside, digestAt, fromMenu, openImages } from './image-steps';
import { startSandbox } from './steps';

requires('display', 'skopeo').describe('tags and indexes', () => {
  let berth: RunningBerth;
  const digest = (image: string): Promise<string> => digestAt(berth, 'sandbox-harbour', image);

  beforeAll(async () => {
    berth = await launchBerth();
    await startSandbox(berth.page);
  });
  afterAll(() => berth?.close());

  requires().test('a tag moves to another image, and Undo puts it back', async () => {
    const { page } = berth;
    const before = await digest('data/etl:stable');
    const image = await openImages(page, 'data/etl', 'sandbox-harbour');
    await fromMenu(page, image('3.0.0-rc.2'), 'Tag…');
    const dialog = page.getByRole('dialog', { name: /^Tag / });
    await dialog.getByLabel('Tag', { exact: true }).fill('stable');
    await dialog.getByText(`“stable” moves from ${before.slice(7, 19)}`).waitFor();
    await dialog.getByRole('button', { name: 'Move tag' }).click();
    await dialog.waitFor({ state: 'hidden' });
    expect(await digest('data/etl:stable')).toBe(await digest('data/etl:3.0.0-rc.2'));

    await page.getByRole('button', { name: 'Undo' }).click();
    await page.getByText('“stable” is back where it was').waitFor();
    expect(await digest('data/etl:stable')).toBe(before);
  });

  requires().test('a tag is removed and the image stays; its last tag takes it along, after a word', async () => {
    const { page } = berth;
    const image = await openImages(page, 'platform/ci-runner', 'sandbox-harbour');
    await fromMenu(page, image('2026.11'), 'Remove tag…');
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Tag').click();
    await page.getByRole('option', { name: 'latest' }).click();
    await dialog.getByRole('button', { name: 'Remove tag' }).click();
    await dialog.waitFor({ state: 'hidden' });
    await expect(digest('platform/ci-runner:latest')).rejects.toThrow();
    expect(await digest('platform/ci-runner:2026.11')).toMatch(/^sha256:/);

    await fromMenu(page, image('2026.09'), 'Remove tag…');
    expect(await dialog.getByRole('button', { name: 'Delete tag and image' }).isDisabled()).toBe(true);
    await dialog.getByLabel('Delete the image too').check();
    await dialog.getByRole('button', { name: 'Delete tag and image' }).click();
    await dialog.waitFor({ state: 'hidden' });
    await image('2026.09').waitFor({ state: 'hidden' });
  });

  requires().test('two images become an index under one tag', async () => {
    const { page } = berth;
    const image = await openImages(page, 'data/etl', 'sandbox-harbour');
    await image('3.0.0-rc.1').click({ position: beside });
    await image('2.8.4').click({ modifiers: ['ControlOrMeta'], position: beside });
    await page.getByRole('button', { name: 'Compose an index…' }).click();
    const dialog = page.getByRole('dialog', { name: 'Compose an index of 2 images' });
    await dialog.getByLabel('Platform of 3.0.0-rc.1').fill('linux/arm64/v8');
    await dialog.getByLabel('Tag of the index').fill('both');
    await dialog.getByText('“both” is new here').waitFor();
    await dialog.getByRole('button', { name: 'Compose index' }).click();
    await dialog.waitFor({ state: 'hidden' });
    const made = await digest('data/etl:both');
    await page.getByText(`“both” is an index of 2 images: ${made.slice(7, 19)}`).waitFor();
    await image('both').waitFor();
    expect(berth.complaints).toEqual([]);
  });
});
