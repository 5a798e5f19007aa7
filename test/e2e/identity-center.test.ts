import { chmod, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Locator } from 'playwright-core';
import { afterAll, beforeAll, expect } from 'vitest';
import { createBerthHome, type BerthHome } from '../support/berth-home';
import { topic } from '../support/bridge';
import { requires } from '../support/capabilities';
import { START_URL, startIdentityCenter, type IdentityCenter } from '../support/identity-center/identity-center';
import { launchBerth, type RunningBerth } from '../support/launch-berth';
import { NO_DOCKER, profile } from '../support/with-berth';
import { objections } from './steps';

requires('display').describe('IAM Identity Center in the window', () => {
  let center: IdentityCenter;
  let home: BerthHome;
  let berth: RunningBerth;

  beforeAll(async () => {
    center = await startIdentityCenter({
      accounts: Array.from({ length: 40 }, (_, index) => ({
        accountId: String(111_122_220_000 + index),
        accountName: index === 0 ? 'Harbour' : `Team ${index}`,
        emailAddress: `team-${index}@example.com`,
        roles: index === 0 ? ['Captain', 'Mate'] : ['Developer'],
      })),
      knobs: { person: 'is away', pageSize: 20 },
    });
    home = await createBerthHome();
    await profile(home, 'dev');
    // Whatever opens pages on this machine leaves them closed: the person of this test is away at first.
    const browser = join(home.folder, 'browser');
    await writeFile(browser, '#!/bin/sh\nexit 0\n');
    await chmod(browser, 0o755);
    berth = await launchBerth({ home, env: { ...NO_DOCKER, HOME: home.folder, BROWSER: browser } });
  });
  afterAll(async () => {
    await berth?.close();
    await center?.close();
    await home?.remove();
  });

  const sessions = (): Locator => berth.page.getByRole('dialog', { name: 'IAM Identity Center' });
  const session = async () => (await topic(berth.page, 'sso')).sessions.find(({ name }) => name === 'company');

  requires().test('adds a session, shows the code to compare, and lets the sign-in be cancelled', async () => {
    const { page } = berth;
    await page.keyboard.press('Control+,');
    await page.getByRole('button', { name: 'Open… IAM Identity Center' }).click();
    await sessions().getByText('No session yet').waitFor();
    await sessions().getByRole('button', { name: 'Add session…' }).click();
    const adding = page.getByRole('dialog', { name: 'Add a session' });
    await adding.getByLabel('Name', { exact: true }).fill('company');
    await adding.getByLabel('Start URL').fill('company');
    await adding.getByLabel('Region of IAM Identity Center').fill('eu-central-1');
    await adding.getByText('Private endpoint').click();
    await adding.getByLabel(/Endpoint URL/).fill(center.url);
    await adding.getByRole('button', { name: 'Add and sign in' }).click();
    await adding.getByText('looks like https://example.awsapps.com/start').waitFor();
    await adding.getByLabel('Start URL').fill(START_URL);
    await adding.getByRole('button', { name: 'Add and sign in' }).click();

    const row = sessions().getByRole('listitem', { name: 'Session company' });
    await row.getByRole('button', { name: 'Cancel sign-in' }).waitFor();
    await row.getByRole('button', { name: 'Actions of session company' }).waitFor();
    const toCode = row.getByRole('button', { name: /Use a code/ });
    if ((await toCode.count()) > 0) await toCode.click();
    await expect.poll(async () => (await session())?.flow?.userCode ?? '', { timeout: 15_000 }).not.toBe('');
    const code = (await session())?.flow?.userCode ?? '';
    await row.getByText(code, { exact: true }).waitFor();
    await row.getByText(/\d+:\d\d left/).waitFor();
    expect(await objections(page)).toEqual([]);
    await berth.screenshot('identity-center');
    await row.getByRole('button', { name: 'Cancel sign-in' }).click();
    await row.getByRole('button', { name: 'Sign in', exact: true }).waitFor();
  });

  requires().test('signs in, and makes profiles of the accounts and roles that are chosen', async () => {
    const { page } = berth;
    center.knobs.person = 'approves';
    const row = sessions().getByRole('listitem', { name: 'Session company' });
    await row.getByRole('button', { name: 'Actions of session company' }).click();
    await page.getByRole('menuitem', { name: 'Sign in with a code' }).click();
    await row.getByRole('button', { name: 'Choose accounts…' }).click();
    const choosing = page.getByRole('dialog', { name: 'Accounts and roles of company' });
    await choosing.getByRole('grid', { name: '41 roles' }).waitFor();
    await choosing.getByLabel('Search accounts and roles').fill('harbour');
    await choosing.getByRole('button', { name: 'Choose all 2' }).click();
    const name = choosing.getByLabel('Name for Captain in Harbour');
    await name.fill('dev');
    await choosing.getByText('There is a profile of this name already.').waitFor();
    expect(await choosing.getByRole('button', { name: 'Add 2 profiles' }).isDisabled()).toBe(true);
    await name.fill('harbour-captain');
    expect(await objections(page)).toEqual([]);
    await berth.screenshot('accounts-and-roles');
    await choosing.getByRole('button', { name: 'Add 2 profiles' }).click();
    await berth.page.getByRole('group', { name: 'Profile harbour-captain' }).waitFor();
    const made = (await topic(page, 'profiles')).profiles.filter(({ ssoSession }) => ssoSession === 'company');
    expect(made.map(({ ssoRoleName, ssoAccountId }) => [ssoRoleName, ssoAccountId])).toEqual([
      ['Captain', '111122220000'],
      ['Mate', '111122220000'],
    ]);
    expect(berth.complaints).toEqual([]);
  });
});
