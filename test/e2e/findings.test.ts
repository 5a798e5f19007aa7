import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect } from 'vitest';
import { requires } from '../support/capabilities';
import { launchBerth, type RunningBerth } from '../support/launch-berth';
import { startNotificationHost, type NotificationHost } from '../support/notification-host';
import { until } from '../support/until';
import { beside, fromMenu, openImages, repositoryOf } from './image-steps';
import { inBothLooks } from './steps';

requires('display', 'tray').describe('findings of scans', () => {
  let berth: RunningBerth;
  let notices: NotificationHost;

  beforeAll(async () => {
    notices = await startNotificationHost();
    berth = await launchBerth();
    await berth.page.getByRole('button', { name: 'Start the sandbox' }).click();
    await berth.page.getByRole('row', { name: /data\/etl/ }).first().waitFor();
  });
  afterAll(async () => {
    await berth?.close();
    await notices?.close();
  });

  /** Back through the pages to the list of repositories. */
  const toList = async (): Promise<void> => {
    const back = berth.page.getByRole('button', { name: 'Back', exact: true });
    while (await back.isVisible()) await back.click();
  };
  const openFindings = async (name: string, tag: string): Promise<void> => {
    const { page } = berth;
    await toList();
    const image = await openImages(page, name, 'sandbox-harbour');
    await fromMenu(page, image(tag).first(), 'Findings');
    await page.getByRole('tab', { name: 'Findings', selected: true }).waitFor();
  };

  requires().test('findings are counted, filtered, and told in detail', async () => {
    const { page } = berth;
    await openFindings('shop/api', '2.3.9');
    await page.getByRole('button', { name: '1 Critical' }).waitFor();
    expect(await page.getByRole('grid', { name: '4 findings' }).isVisible()).toBe(true);
    await page.getByRole('row', { name: /CVE-2024-3094/ }).click();
    const details = page.getByRole('complementary', { name: 'Finding CVE-2024-3094' });
    await details.getByText('5.6.1+really5.4.5-1').waitFor();
    await details.getByRole('button', { name: 'security-tracker.debian.org' }).waitFor();
    await inBothLooks(berth, 'findings-image');

    await page.getByRole('button', { name: '2 High' }).click();
    await page.getByRole('grid', { name: '2 findings' }).waitFor();
    await page.getByRole('searchbox', { name: 'Search findings' }).fill('nghttp2');
    await page.getByRole('grid', { name: '1 finding' }).waitFor();
    await page.getByRole('searchbox', { name: 'Search findings' }).fill('nothing of the kind');
    await page.getByRole('heading', { name: 'No finding matches' }).waitFor();
  });

  requires().test('two tags are compared by what is new and what is fixed', async () => {
    const { page } = berth;
    await openFindings('shop/api', '2.4.1');
    await page.getByRole('button', { name: 'Compare with another image' }).click();
    const dialog = page.getByRole('dialog', { name: 'Compare shop/api:2.4.1 with…' });
    await dialog.getByRole('button', { name: /2\.3\.9/ }).click();
    await page.getByRole('radio', { name: 'Findings', checked: true }).waitFor();
    await page.getByRole('row', { name: /Gone.*CVE-2023-44487/ }).waitFor();
    await inBothLooks(berth, 'findings-compare');
  });

  requires().test('an image that was never scanned is scanned while one looks on', async () => {
    const { page } = berth;
    await openFindings('shop/checkout', '1.9.1');
    await page.getByRole('heading', { name: 'Never scanned' }).waitFor();
    await inBothLooks(berth, 'findings-never');
    await page.getByRole('button', { name: 'Scan now' }).click();
    await page.getByRole('button', { name: 'Scanning…' }).waitFor();
    await page.getByRole('grid', { name: /finding/ }).waitFor();
    await page.getByRole('button', { name: 'Scan now' }).click();
    await page.getByText('ECR scans an image once a day, and has scanned this one.').waitFor();
  });

  requires().test('a watched tag that moves to a worse image is told of once, and a click leads there', async () => {
    const { page, home } = berth;
    await toList();
    const image = await openImages(page, 'shop/api', 'sandbox-harbour');
    await fromMenu(page, image('2.4.0').first(), 'Watch for findings');
    const kept = (): Promise<string> => readFile(join(home.berth, 'watches.json'), 'utf8').catch(() => '');
    // The first look is what later ones are compared with.
    await until('the first look', async () => (await kept()).includes('CVE-2022-3219') || undefined);

    await fromMenu(page, image('2.3.9').first(), 'Tag…');
    const tag = page.getByRole('dialog', { name: /^Tag / });
    await tag.getByLabel('Tag', { exact: true }).fill('2.4.0');
    await tag.getByRole('button', { name: 'Move tag' }).click();
    await tag.waitFor({ state: 'hidden' });

    await toList();
    await page.keyboard.press('v');
    await page.getByRole('list', { name: 'What is watched' }).waitFor();
    await inBothLooks(berth, 'findings-watched');
    // Setting a watch has it looked at; the look in the background may have been there before.
    await page.getByLabel(/Tell of shop\/api:2\.4\.0 from/).click();
    await page.getByRole('option', { name: 'Medium and worse' }).click();
    await until('the notice', async () => notices.shown.some(({ title }) => title.includes('finding')) || undefined);
    const [notice, ...more] = notices.shown.filter(({ title }) => title.includes('finding'));
    expect(more).toEqual([]);
    expect(notice?.title).toMatch(/^New (critical )?finding in shop\/api:2\.4\.0$/);
    expect(notice).toMatchObject({ body: expect.stringContaining('CVE-2024-3094 in xz-utils') });

    await toList();
    if (notice !== undefined) notices.click(notice);
    await page.getByRole('tab', { name: 'Findings', selected: true }).waitFor();
    await page.getByRole('button', { name: '1 Critical' }).waitFor();
  });

  requires().test('a repository lists its images by what was found, and the registry’s scanning is shown before it is changed', async () => {
    const { page } = berth;
    await toList();
    await (await repositoryOf(page, 'shop/api', 'sandbox-harbour')).click({ button: 'right', position: beside });
    await page.getByRole('menuitem', { name: 'Findings', exact: true }).click();
    await page.getByText(/^Findings: \d+ critical/).waitFor();
    await inBothLooks(berth, 'findings-repository');
    await page.getByRole('button', { name: 'Scanning of the registry' }).click();
    const dialog = page.getByRole('dialog', { name: 'Scanning of the registry' });
    await dialog.getByRole('button', { name: 'Add a rule' }).click();
    await dialog.getByText('New: Scan when an image is pushed: *').waitFor();
    await dialog.getByText(/put-registry-scanning-configuration --scan-type BASIC/).waitFor();
    await inBothLooks(berth, 'findings-scanning');
    await dialog.getByRole('button', { name: 'Change scanning' }).click();
    await dialog.waitFor({ state: 'hidden' });
    expect(berth.complaints).toEqual([]);
  });
});
