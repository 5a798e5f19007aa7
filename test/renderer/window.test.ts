import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { called, describeWindow, sizes, testLooks, type Screen } from './demo/window-suite';

describeWindow('the window in a real Chromium', (open) => {
  const find = async (page: Page): Promise<void> => {
    await page.keyboard.press('/');
    await page.keyboard.type('payments/api');
    await page.getByText('1,429').first().waitFor();
  };

  const screens: Screen[] = [
    [
      'the main window with images and jobs',
      {},
      async (page) => {
        await find(page);
        await page.getByRole('row', { name: 'payments/api ' }).first().click();
        await page.getByText('v2.14.0').waitFor();
        await page.getByRole('button', { name: '1 running, 1 failed' }).click();
      },
    ],
    [
      'the first run',
      { scenario: 'first-run' },
      async (page) => page.getByRole('button', { name: 'Start the sandbox' }).waitFor(),
    ],
    [
      'an empty window',
      { scenario: 'empty' },
      async (page) => page.getByText('No repositories yet').waitFor(),
    ],
    [
      'a failing window',
      { scenario: 'failing' },
      async (page) => page.getByText('Docker is not reachable').waitFor(),
    ],
    [
      'the push sheet',
      {},
      async (page) => {
        await find(page);
        await page
          .getByRole('row', { name: 'web-api' })
          .dragTo(page.getByRole('row', { name: 'payments/api ' }).first());
        await page.getByRole('dialog', { name: 'Push web-api' }).getByText('next patch').waitFor();
      },
    ],
    ['the settings', {}, async (page) => page.keyboard.press('Control+,')],
    [
      'the form of a profile',
      {},
      async (page) => {
        await page.getByRole('button', { name: 'Add profile' }).click();
        await page.getByRole('button', { name: 'Add', exact: true }).click();
        await page.getByText('This is needed.').first().waitFor();
      },
    ],
    [
      'the remedy',
      {},
      async (page) => {
        await page.getByRole('button', { name: '1 running, 1 failed' }).click();
        await page.getByRole('button', { name: 'Allow account 444455556666 to pull' }).click();
        await page.getByRole('button', { name: 'Allow and retry' }).waitFor();
      },
    ],
    [
      'the details of a repository',
      {},
      async (page) => {
        await find(page);
        await page.getByRole('row', { name: 'payments/api ' }).first().click();
        await page.getByRole('radio', { name: 'Details' }).click();
        await page.getByText('AllowQuay').waitFor();
      },
    ],
  ];
  testLooks(open, screens);

  test('a narrow window scrolls nowhere sideways and cuts no button off', async () => {
    await open(
      {},
      async (page) => {
        expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(900);
        const box = await page.getByRole('button', { name: 'Create repository' }).boundingBox();
        expect(box?.width).toBeGreaterThan(20);
      },
      sizes.narrow,
    );
  });

  test('100,000 repositories are a few dozen rows, and End reaches the last', async () => {
    await open({}, async (page) => {
      const grid = page.getByRole('grid', { name: '100,000 repositories' });
      expect(await grid.getAttribute('aria-rowcount')).toBe('100001');
      expect(await grid.getByRole('row').count()).toBeLessThan(80);
      await grid.focus();
      await page.keyboard.press('End');
      await grid.locator('[aria-rowindex="100001"]:not([aria-busy="true"])').waitFor();
    });
  });

  test('rows beyond the view are those of the search as well, a moment after the others', async () => {
    await open({}, async (page) => {
      await find(page);
      const rows = page.locator('section[aria-label=Repositories] [role=rowgroup] [role=row]:not([hidden])');
      const beyond = await rows.evaluateAll((all) => {
        const end = all[0]?.closest('[role=grid]')?.getBoundingClientRect().bottom ?? 0;
        return all.filter((row) => row.getBoundingClientRect().top >= end).length;
      });
      expect(beyond).toBeGreaterThan(0);
      await expect.poll(async () => (await rows.allTextContents()).filter((text) => !text.includes('payments/api'))).toEqual([]);
    });
  });

  test('the line between repositories and images moves by keyboard and by hand, within limits', async () => {
    await open({}, async (page) => {
      await find(page);
      await page.getByRole('row', { name: 'payments/api ' }).first().click();
      const line = page.getByRole('separator', { name: 'Height of the list of repositories' });
      const list = page.locator('#repositories');
      const before = (await list.boundingBox())?.height ?? 0;
      await line.focus();
      await page.keyboard.press('ArrowDown');
      expect(await line.getAttribute('aria-valuenow')).toBe('50');
      expect((await list.boundingBox())?.height).toBeGreaterThan(before);
      await page.keyboard.press('Home');
      expect(await line.getAttribute('aria-valuenow')).toBe('18');
      const at = await line.boundingBox();
      if (at === null) throw new Error('No line to drag.');
      await page.mouse.move(at.x + 60, at.y + 3);
      await page.mouse.down();
      await page.mouse.move(at.x + 60, 5_000, { steps: 3 });
      await page.mouse.up();
      expect(await line.getAttribute('aria-valuenow')).toBe('78');
      await line.dblclick();
      expect(await line.getAttribute('aria-valuenow')).toBe('45');
    });
  });

  test('choosing another profile closes a repository that is not its own', async () => {
    await open({}, async (page) => {
      await find(page);
      await page.getByRole('row', { name: 'payments/api ' }).first().click();
      const images = page.getByRole('region', { name: 'Images of payments/api' });
      await images.waitFor();
      const branches = page.getByRole('group', { name: /^Profile / });
      await branches.last().getByRole('button').first().click();
      await images.waitFor({ state: 'detached' });
    });
  });

  test('closing to the tray is a setting', async () => {
    await open({}, async (page) => {
      await page.getByRole('button', { name: 'Settings' }).click();
      await page.getByRole('checkbox', { name: /Keep running in the tray/ }).uncheck();
      expect(await called(page, 'settings.change')).toEqual([{ closeToTray: false }]);
    });
  });

  test('a container is pushed by keyboard alone', async () => {
    await open({}, async (page) => {
      await page.getByRole('grid', { name: 'Containers' }).focus();
      for (let row = 0; row < 3; row += 1) await page.keyboard.press('ArrowDown');
      await page.keyboard.press('p');
      await page.getByRole('combobox', { name: 'Repository' }).waitFor();
      await page.keyboard.type('payments/api');
      await page
        .getByRole('option', { name: /^payments\/api harbour/ })
        .first()
        .waitFor();
      await page.keyboard.press('Enter');
      const sheet = page.getByRole('dialog', { name: 'Push web-api' });
      await sheet.getByText('next patch').waitFor();
      await page.waitForFunction(
        () =>
          document.activeElement instanceof HTMLInputElement && document.activeElement.value === 'v2.14.1',
      );
      await page.keyboard.press('Enter');
      await sheet.getByRole('button', { name: 'Continue in background' }).waitFor();
      expect(await called(page, 'container.push')).toMatchObject([
        { tag: 'v2.14.1', pause: true, target: { name: 'payments/api' } },
      ]);
    });
  });

  test('the repository under a dragged container says what a drop would do', async () => {
    await open({}, async (page) => {
      const from = await page.getByRole('row', { name: 'web-api' }).boundingBox();
      const row = page.getByRole('row', { name: 'payments/cron ' }).first();
      const to = await row.boundingBox();
      if (from === null || to === null) throw new Error('Nothing to drag.');
      await page.mouse.move(from.x + 30, from.y + 20);
      await page.mouse.down();
      await page.mouse.move(to.x + 200, to.y + 10, { steps: 4 });
      await page.mouse.move(to.x + 240, to.y + 14, { steps: 2 });
      await page.getByText('Commit web-api and push to payments/cron').waitFor();
      await page.mouse.up();
      await page.getByRole('dialog', { name: 'Push web-api' }).waitFor();
    });
  });

  test('a container dropped on the images of a repository is pushed there', async () => {
    await open({}, async (page) => {
      await find(page);
      await page.getByRole('row', { name: 'payments/api ' }).first().click();
      await page.getByText('v2.14.0').waitFor();
      await page
        .getByRole('row', { name: 'web-api' })
        .dragTo(page.getByRole('region', { name: 'Images of payments/api' }), {
          targetPosition: { x: 200, y: 160 },
        });
      const sheet = page.getByRole('dialog', { name: 'Push web-api' });
      await sheet.getByText('to payments/api').waitFor();
    });
  });

  test('agreeing to a remedy adds the statement as the owner, then tries the job again', async () => {
    await open({}, async (page) => {
      await page.getByRole('button', { name: '1 running, 1 failed' }).click();
      await page.getByRole('button', { name: 'Allow account 444455556666 to pull' }).click();
      await page.getByRole('button', { name: 'Allow and retry' }).click();
      await page.getByRole('dialog').waitFor({ state: 'detached' });
      expect(await called(page, 'repository.grantPull')).toMatchObject([
        { ownerProfile: 'harbour', accountId: '444455556666' },
      ]);
      expect(await called(page, 'job.retry')).toEqual([{ id: 'pull-2' }]);
    });
  });

  test('a repository is deleted only after its name was typed', async () => {
    await open({}, async (page) => {
      await find(page);
      await page.getByRole('row', { name: 'payments/api ' }).first().click();
      await page.getByRole('button', { name: 'Delete repository' }).click();
      const remove = page.getByRole('button', { name: 'Delete', exact: true });
      await page.getByLabel('Also when it has images').check();
      await page.getByLabel('Type payments/api to confirm').fill('payments/ap');
      expect(await remove.isDisabled()).toBe(true);
      await page.getByLabel('Type payments/api to confirm').fill('payments/api');
      await remove.click();
      await page.getByText('Repository payments/api deleted').waitFor();
      expect(await called(page, 'change.apply')).toMatchObject([{ change: { kind: 'delete-repository', force: true }, typed: 'payments/api' }]);
    });
  });

  test('the setting decides the theme, whatever the system says', async () => {
    await open({ theme: 'dark' }, async (page) => {
      await page.keyboard.press('Control+,');
      await page.getByRole('radio', { name: 'Light' }).click();
      await page.waitForFunction(() => document.documentElement.dataset['theme'] === 'light');
      expect(await called(page, 'settings.change')).toEqual([{ theme: 'light' }]);
    });
  });
});
