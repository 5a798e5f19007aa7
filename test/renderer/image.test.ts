import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { called, describeWindow, sizes, testLooks, type Screen } from './demo/window-suite';

/** Where a row is clicked: beside its buttons. */
const position = { x: 150, y: 10 };

/** Opens the page of an image from the list, by its menu. */
const openImage = async (page: Page, tag = 'latest'): Promise<void> => {
  await page.getByRole('searchbox', { name: 'Search repositories' }).fill('payments/api');
  await page.getByRole('row', { name: /payments\/api / }).first().click();
  const row = page.getByRole('region', { name: /^Images of/ }).getByRole('row').filter({ has: page.getByText(tag, { exact: true }) });
  await row.click({ button: 'right', position });
  await page.getByRole('menuitem', { name: 'Details' }).click();
  await page.getByRole('tab', { name: 'Overview' }).waitFor();
};
const part = async (page: Page, name: string): Promise<void> => page.getByRole('tab', { name }).click();

describeWindow('the page of an image', (open) => {
  const screens: Screen[] = [
    ['the overview', {}, async (page) => openImage(page)],
    ['the platforms', {}, async (page) => openImage(page).then(() => part(page, 'Platforms'))],
    ['the config', {}, async (page) => openImage(page).then(() => part(page, 'Config'))],
    [
      'an SBOM that is read',
      {},
      async (page) => {
        await openImage(page);
        await part(page, 'Referrers');
        await page.getByRole('button', { name: /SBOM \(SPDX\)/ }).first().click();
        await page.getByText('package-1', { exact: true }).waitFor();
      },
    ],
    ['the raw manifest', {}, async (page) => openImage(page).then(() => part(page, 'Raw'))],
  ];
  testLooks(open, screens);

  test('secrets are covered until somebody wants to see them', async () => {
    await open({}, async (page) => {
      await openImage(page);
      await page.getByText('looks like a secret').first().waitFor();
      await part(page, 'Config');
      await page.getByRole('button', { name: 'Show SESSION_SECRET' }).waitFor();
      expect(await page.getByText('demo-not-a-real-secret').count()).toBe(0);
      expect(await page.getByText('npm_demo').count()).toBe(0);
      await page.getByRole('button', { name: 'Show SESSION_SECRET' }).click();
      await page.getByText('demo-not-a-real-secret').waitFor();
    });
  });

  test('choosing a platform asks for its image and shows it in the other parts', async () => {
    await open({}, async (page) => {
      await openImage(page);
      await page.keyboard.press('2');
      await page.getByRole('radio', { name: 'linux/arm/v7' }).check();
      await part(page, 'Config');
      await page.getByRole('region', { name: 'How it runs' }).getByText('linux/arm/v7').waitFor();
      const asked = (await called(page, 'image.show')) as { platform?: string }[];
      expect(asked.at(-1)?.platform).toMatch(/^sha256:/);
    });
  });

  test('number keys turn the parts, arrows move between them, and Escape leads back to the list', async () => {
    await open({}, async (page) => {
      await openImage(page);
      await page.keyboard.press('7');
      await page.getByRole('region', { name: 'Raw text' }).waitFor();
      await page.getByRole('tab', { name: 'Raw' }).focus();
      await page.keyboard.press('Home');
      await page.getByRole('heading', { name: 'Pull it' }).waitFor();
      await page.keyboard.press('Escape');
      await page.getByRole('region', { name: /^Images of/ }).waitFor();
    });
  });

  test('a list of referrers that fails is told beside those that answer', async () => {
    await open({}, async (page) => {
      await openImage(page);
      await part(page, 'Referrers');
      await page.getByText(/Cosign’s tags could not be read, so there may be more/).waitFor();
      for (const group of ['Signatures', 'Software bills of materials', 'Provenance and attestations', 'Other artifacts'])
        await page.getByRole('region', { name: group }).waitFor();
      expect(await page.getByText('verified', { exact: false }).count()).toBe(0);
    });
  });

  test('a link of the image is opened by main, and a snippet copied by it', async () => {
    await open({}, async (page) => {
      await openImage(page);
      await page.getByRole('button', { name: 'https://github.com/company/payments-api' }).click();
      expect(await called(page, 'link.open')).toEqual([{ url: 'https://github.com/company/payments-api' }]);
      await page.getByRole('radio', { name: 'Digest' }).click();
      await page.getByRole('button', { name: 'Copy (Docker)' }).click();
      const [copied] = (await called(page, 'clipboard.write')) as { text: string }[];
      expect(copied?.text).toMatch(/docker login .*\ndocker pull .*\/payments\/api@sha256:/);
    });
  });

  test('who uses the image is told, and AWS is asked for that when somebody wants it', async () => {
    await open({}, async (page) => {
      await openImage(page);
      const uses = page.getByRole('region', { name: 'In use' });
      await uses.getByText('container payments-api-1 as latest').waitFor();
      await uses.getByText('Not asked: ECS, EKS, Lambda.').waitFor();
      await uses.getByRole('button', { name: 'Ask AWS' }).click();
      await uses.getByText('ECS cluster prod, service payments (3 tasks)').waitFor();
      await uses.getByText('EKS could not be asked: The profile may not call eks:ListClusters.').waitFor();
      const asked = (await called(page, 'use.query')) as { everywhere: boolean; images: unknown[] }[];
      expect(asked.map(({ everywhere, images }) => [everywhere, images.length])).toEqual([[false, 5], [true, 5]]);
    });
  });

  test('it fits a small window', async () => {
    await open({}, async (page) => {
      await openImage(page);
      for (const name of ['Overview', 'Platforms', 'Config', 'Referrers', 'Raw']) {
        await part(page, name);
        const wide = await page.getByRole('tabpanel').evaluate((panel) => panel.scrollWidth > panel.clientWidth);
        expect([name, wide]).toEqual([name, false]);
      }
    }, sizes.narrow);
  });
});
