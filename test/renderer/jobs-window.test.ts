import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { manyJobs, OUTPUT_LINES } from './demo/jobs';
import { called, describeWindow, sizes, testLooks } from './demo/window-suite';

// What crosses into the page is JSON; the types of jobs are too deep for the compiler to see that they are.
const publish = (page: Page, all: readonly unknown[]): Promise<void> =>
  page.evaluate((jobs) => window.demoBridge?.publish('jobs', { jobs: jobs as never }), all);

describeWindow('the list of jobs in a real Chromium', (open) => {
  const showJobs = async (page: Page): Promise<void> => {
    await page.keyboard.press('Control+j');
    await publish(page, manyJobs);
    await page.getByRole('heading', { name: /Running/ }).waitFor();
  };
  const showOutput = async (page: Page): Promise<void> => {
    await showJobs(page);
    await page.getByRole('button', { name: 'Show details of Build ~/src/berth' }).click();
    await page.getByRole('log', { name: 'Output' }).getByText(`#${OUTPUT_LINES} `).waitFor();
  };

  testLooks(open, [
    ['running, waiting and ended jobs', {}, showJobs],
    ['the output of a build', {}, showOutput],
    ['no jobs', { scenario: 'empty' }, async (page) => page.keyboard.press('Control+j')],
  ]);

  test('says what runs and how fast, who waits where for whom, and offers the right word to go on', async () => {
    await open({}, async (page) => {
      await showJobs(page);
      const row = (name: RegExp) => page.getByRole('listitem', { name });
      await row(/data\/lake/).getByText('Copying layers · 3.1 GB of 8.4 GB · 84.0 MB/s · 1 min left').waitFor();
      await row(/^notes\.tar/).getByText('2. in the queue · Waiting for “web-api').waitFor();
      await row(/tools\/proxy/).getByText('Cancelled · Tidying up').waitFor();
      await page.getByRole('button', { name: 'Resume Copy base/debian:12' }).click();
      expect(await called(page, 'job.retry')).toEqual([{ id: 'cut' }]);
      await page.getByRole('button', { name: 'Retry Build ~/src/portal' }).waitFor();
    });
  });

  test('folds many layers into one line, and shows those on their way when asked with the keyboard', async () => {
    await open({}, async (page) => {
      await showJobs(page);
      await page.getByRole('button', { name: 'Show details of Copy data/lake' }).focus();
      await page.keyboard.press('Enter');
      const words = page.getByText('100 of 200 layers there, 4 on the way');
      await words.waitFor();
      expect(await page.getByRole('list', { name: 'Layers' }).isVisible()).toBe(false);
      await words.focus();
      await page.keyboard.press('Enter');
      expect(await page.getByRole('progressbar', { name: /^Layer/ }).count()).toBe(4);
    });
  });

  test('shows the end of a long output, few of its lines at a time, and stays where it is scrolled to', async () => {
    await open({}, async (page) => {
      await showOutput(page);
      const log = page.getByRole('log', { name: 'Output' });
      await page.getByText('from line 201 on').waitFor();
      expect((await log.innerText()).split('\n').length).toBeLessThan(100);
      await log.evaluate((box) => (box.scrollTop = 0));
      await log.getByText('#201 ').waitFor();
      const grown = manyJobs.map((job) => (job.id === 'build' ? { ...job, progress: { ...job.progress, step: 'Still building' } } : job));
      await publish(page, grown);
      await page.getByText('Still building').waitFor();
      await log.getByText('#201 ').waitFor();
    });
  });

  test('is searched while typing, and cleared of all that has finished at once', async () => {
    await open({}, async (page) => {
      await showJobs(page);
      await page.getByRole('searchbox', { name: 'Search jobs' }).fill('service-7 done');
      await expect.poll(() => page.getByRole('region', { name: 'List of jobs' }).getByRole('listitem').count()).toBe(1);
      await page.getByRole('searchbox', { name: 'Search jobs' }).fill('nothing like it');
      await page.getByText('No job has these words.').waitFor();
      await page.getByRole('button', { name: 'Clear finished' }).click();
      expect(await called(page, 'job.dismissEnded')).toEqual([{}]);
    });
  });

  test('the number of transfers at once is a setting', async () => {
    await open({}, async (page) => {
      await page.keyboard.press('Control+,');
      await page.getByLabel(/Transfers at once/).click();
      await page.getByRole('option', { name: '5' }).click();
      expect(await called(page, 'settings.change')).toEqual([{ transfersAtOnce: 5 }]);
    });
  });

  test('pictures for people to look at', async () => {
    const folder = join(__dirname, '../../test-results/screenshots');
    await mkdir(folder, { recursive: true });
    for (const theme of ['light', 'dark'] as const) {
      await open({ theme }, async (page) => {
        await showJobs(page);
        expect((await page.screenshot({ path: join(folder, `jobs-${theme}.png`) })).length).toBeGreaterThan(10_000);
        await page.getByRole('button', { name: 'Show details of Build ~/src/berth' }).click();
        await page.getByRole('log').getByText(`#${OUTPUT_LINES} `).waitFor();
        expect((await page.screenshot({ path: join(folder, `jobs-output-${theme}.png`) })).length).toBeGreaterThan(10_000);
      });
    }
    await open({}, async (page) => {
      await showJobs(page);
      expect((await page.screenshot({ path: join(folder, 'jobs-narrow.png') })).length).toBeGreaterThan(10_000);
    }, sizes.narrow);
  });
});
