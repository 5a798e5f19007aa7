import { afterAll, beforeAll, expect } from 'vitest';
import type { Page } from 'playwright-core';
import { requires } from '../support/capabilities';
import { launchBerth, type RunningBerth } from '../support/launch-berth';
import { sandboxRegistry } from '../support/sandbox-registry';
import { beside, openImages } from './image-steps';
import { pushOddImages } from './odd-images';
import { objections, startSandbox } from './steps';

requires('display').describe('the page of an image', () => {
  let berth: RunningBerth;

  beforeAll(async () => {
    berth = await launchBerth();
    await startSandbox(berth.page);
  });
  afterAll(() => berth?.close());

  const part = (page: Page, name: string): Promise<void> => page.getByRole('tab', { name, exact: true }).click();

  requires().test('tells what a signed, attested image of two platforms is, from the sandbox’s registry', async () => {
    const { page } = berth;
    const image = await openImages(page, 'shop/storefront', 'sandbox-harbour');
    await image('3.2.0').dblclick({ position: beside });
    await page.getByRole('heading', { name: 'Pull it' }).waitFor();
    await page.getByText('the variable SESSION_SECRET').waitFor();
    await page.getByRole('button', { name: 'https://github.com/example/storefront', exact: true }).waitFor();
    await page.getByRole('region', { name: 'In use' }).getByRole('button', { name: 'Ask AWS' }).click();
    await page.getByRole('region', { name: 'In use' }).getByText('Nobody who was asked uses it.').waitFor();
    expect(await objections(page)).toEqual([]);

    await part(page, 'Platforms');
    expect(await page.getByRole('button', { name: 'Attestations' }).count()).toBe(2);
    await page.getByRole('radio', { name: 'linux/arm64' }).check();
    expect(await objections(page)).toEqual([]);

    await part(page, 'Config');
    await page.getByRole('region', { name: 'How it runs' }).getByText('linux/arm64').waitFor();
    expect(await page.getByText('sandbox-only-not-a-real-secret').count()).toBe(0);
    expect(await objections(page)).toEqual([]);

    await part(page, 'Referrers');
    await page.getByText('ECR signed it with the signing profile').waitFor();
    await page.getByRole('button', { name: /^Signature \(cosign\)/ }).waitFor();
    await page.getByRole('region', { name: 'Software bills of materials' }).getByRole('button').first().click();
    await page.getByRole('cell', { name: 'busybox', exact: true }).waitFor();
    expect(await objections(page)).toEqual([]);

    await part(page, 'Raw');
    await page.getByRole('region', { name: 'Raw text' }).getByText('vnd.docker.reference.digest').waitFor();
    expect(await objections(page)).toEqual([]);
    await page.keyboard.press('Escape');
    await image('3.2.0').waitFor();
  });

  requires().test('shows a chart and a module for what they are, with what to type for them', async () => {
    const { page } = berth;
    const chart = await openImages(page, 'charts/storefront', 'sandbox-harbour');
    await chart('1.4.2').click({ position: beside });
    await page.keyboard.press('Enter');
    await page.getByText('helm install storefront oci://').waitFor();
    await page.getByText('The storefront team').waitFor();
    await page.getByRole('button', { name: 'Back' }).click();
    const module = await openImages(page, 'edge/image-filter', 'sandbox-harbour');
    await module('0.5.0').dblclick({ position: beside });
    await page.getByText('WebAssembly module').first().waitFor();
    await page.getByText('oras pull').waitFor();
    await page.keyboard.press('Escape');
    expect(berth.complaints).toEqual([]);
  });

  requires().test('an image with 1,000 tags, an index of 40 platforms, a manifest of 4 MiB and kinds that nobody knows are shown, and break nothing', async () => {
    const { page } = berth;
    await pushOddImages(await sandboxRegistry(berth.home, 'sandbox-harbour'), 'tools/smoke');
    const image = await openImages(page, 'tools/smoke', 'sandbox-harbour');
    const open = async (tag: string): Promise<void> => {
      await image(tag).dblclick({ position: beside });
      await page.getByRole('tab', { name: 'Overview', selected: true }).waitFor();
    };
    const looked = async (name: string): Promise<void> => {
      await berth.screenshot(`odd-${name}`);
      expect([name, await objections(page)]).toEqual([name, []]);
    };

    await looked('list');
    await page.getByRole('region', { name: 'Images of tools/smoke' }).getByRole('row').filter({ hasText: 'build-0' }).dblclick({ position: beside });
    await page.getByRole('button', { name: 'All 1000 tags' }).click();
    const tags = page.getByRole('list', { name: 'Tags' });
    await tags.getByText('build-0999', { exact: true }).waitFor();
    expect(await tags.getByRole('listitem').count()).toBe(1000);
    await looked('tags');
    await page.keyboard.press('Escape');

    await open('forty');
    await part(page, 'Platforms');
    await page.getByText('40 images in this index').waitFor();
    await page.getByRole('radio', { name: 'windows/machine39' }).check();
    await looked('platforms');
    await part(page, 'Config');
    await page.getByRole('region', { name: 'How it runs' }).getByText('windows/machine39').waitFor();
    await page.keyboard.press('Escape');

    await open('large');
    await page.getByRole('button', { name: /^All [\d,]+ characters$/ }).waitFor();
    await looked('large');
    await part(page, 'Raw');
    await page.getByRole('region', { name: 'Raw text' }).getByText('filler').waitFor();
    await page.getByRole('button', { name: 'Show all' }).waitFor();
    await looked('large-raw');
    await page.keyboard.press('Escape');

    await open('whiteouts');
    await part(page, 'Layers');
    await page.getByRole('button', { name: /RUN rm -r/ }).click();
    await page.getByRole('radio', { name: 'All files' }).click();
    const files = page.getByRole('grid', { name: /files?$/ });
    for (const name of [/Changed etc\/ ?motd/, /Added opt\/old\/ ?new/, /Removed opt\/old\/ ?tool/, /Removed var\/cache\/ ?index/]) await files.getByRole('row', { name }).waitFor();
    await looked('whiteouts');
    await page.getByRole('button', { name: /The whole image/ }).click();
    await page.getByRole('radio', { name: 'Wasted space' }).click();
    await page.getByText('Efficiency').waitFor();
    await looked('waste');
    await page.keyboard.press('Escape');

    for (const tag of ['strange', 'odd-kind', 'nothing']) {
      await open(tag);
      await page.getByText('application/vnd.example.strange.v7+json').first().waitFor();
      await looked(tag);
      for (const name of ['Platforms', 'Config', 'Layers', 'Referrers', 'Findings']) {
        await part(page, name);
        await page.getByRole('tab', { name, selected: true }).waitFor();
      }
      await part(page, 'Raw');
      await page.getByRole('region', { name: 'Raw text' }).getByText('vnd.example').first().waitFor();
      await page.keyboard.press('Escape');
    }
    expect(berth.complaints).toEqual([]);
  });

  requires().test('looks as good in the dark', async () => {
    const { page } = berth;
    await page.evaluate(() => (globalThis as unknown as { berth: { invoke(name: string, input: object): Promise<unknown> } }).berth.invoke('settings.change', { theme: 'dark' }));
    const image = await openImages(page, 'shop/storefront', 'sandbox-harbour');
    await image('3.2.0').dblclick({ position: beside });
    await page.getByRole('heading', { name: 'Pull it' }).waitFor();
    for (const name of ['Overview', 'Platforms', 'Config', 'Referrers', 'Raw']) {
      await part(page, name);
      expect([name, await objections(page)]).toEqual([name, []]);
    }
    await page.keyboard.press('Escape');
  });
});
