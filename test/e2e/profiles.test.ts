import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Locator } from 'playwright-core';
import { afterAll, beforeAll, expect } from 'vitest';
import { startSandbox, type Sandbox } from '../../electron/sandbox/sandbox';
import { createBerthHome, type BerthHome } from '../support/berth-home';
import { topic } from '../support/bridge';
import { requires } from '../support/capabilities';
import { launchBerth, type RunningBerth } from '../support/launch-berth';
import { NO_DOCKER } from '../support/with-berth';
import { objections, foundRepository } from './steps';

requires('display').describe('a profile in the window', () => {
  let folder: string;
  let sandbox: Sandbox;
  let home: BerthHome;
  let berth: RunningBerth;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'berth-profiles-'));
    sandbox = await startSandbox({ stateDir: folder });
    home = await createBerthHome();
    const { endpoint, profiles } = sandbox.description;
    const [captain] = profiles;
    if (captain === undefined) throw new Error('The sandbox has no profile.');
    await writeFile(home.awsConfig, `[profile keys]\nregion = eu-central-1\nendpoint_url = ${endpoint}\n`);
    await writeFile(
      home.awsCredentials,
      `# kept\n[keys]\naws_access_key_id = ${captain.accessKeyId}\naws_secret_access_key = ${captain.secretAccessKey}\n`,
      { mode: 0o600 },
    );
    berth = await launchBerth({ home, env: NO_DOCKER });
  });
  afterAll(async () => {
    await berth?.close();
    await sandbox?.close();
    await Promise.all([home?.remove(), rm(folder, { recursive: true, force: true })]);
  });

  const branch = (name: string): Locator => berth.page.getByRole('group', { name: `Profile ${name}`, exact: true });
  const sheet = (name: string): Locator => berth.page.getByRole('dialog', { name });
  const found = async (name: string) => (await topic(berth.page, 'profiles')).profiles.find((one) => one.name === name);

  requires().test('opens by keyboard, says who it is at AWS, and gives the focus back', async () => {
    const { page } = berth;
    await branch('keys').getByRole('button').first().focus();
    await page.keyboard.press('Enter');
    await page.keyboard.press('Enter');
    await sheet('keys').getByText('1111 2222 3333').waitFor();
    await sheet('keys').getByText('berth-harbour').waitFor();
    await sheet('keys').getByText('arn:aws:iam::111122223333:user/captain').waitFor();
    await sheet('keys').getByText('Its secret stands as plain text').waitFor();
    expect(await objections(page)).toEqual([]);
    await berth.screenshot('profile');
    await page.keyboard.press('Escape');
    await sheet('keys').waitFor({ state: 'detached' });
    await expect.poll(() => page.evaluate(() => document.activeElement?.textContent ?? '')).toContain('keys');
  });

  requires().test('tells what it may do, without leaving anything behind', async () => {
    const { page } = berth;
    await branch('keys').getByRole('button').first().dblclick();
    await sheet('keys').getByRole('button', { name: 'Check' }).click();
    const table = page.getByRole('table', { name: 'What keys may do in eu-central-1' });
    for (const may of ['Sign Docker in', 'List', 'Pull', 'Push']) {
      await table.getByRole('row', { name: new RegExp(`^${may} Allowed`) }).waitFor();
    }
    await table.getByRole('row', { name: /^Create repositories Unknown/ }).waitFor();
    expect((await topic(page, 'inventory')).total).toBeGreaterThan(0);
    await page.keyboard.press('Escape');
  });

  requires().test('is marked as production, and deleting there warns', async () => {
    const { page } = berth;
    await branch('keys').getByRole('button').first().dblclick();
    await sheet('keys').getByLabel('Label').fill('Live');
    await sheet('keys').getByLabel('Label').press('Enter');
    await sheet('keys').getByRole('radio', { name: 'Red' }).click();
    await sheet('keys').getByRole('checkbox', { name: /This is production/ }).check();
    await expect.poll(() => found('keys')).toMatchObject({ label: 'Live', colour: 'red', production: true });
    await page.keyboard.press('Escape');
    await branch('keys').getByText('Production').waitFor();
    await (await foundRepository(page, 'tools/smoke')).click();
    await page.getByRole('button', { name: 'Delete repository' }).click();
    await page.getByRole('dialog').getByText('keys is marked as production.').waitFor();
    await page.getByRole('dialog').getByRole('button', { name: 'Cancel' }).click();
  });

  requires().test('of a role is added, edited, renamed and removed', async () => {
    const { page } = berth;
    await page.getByRole('button', { name: 'Add profile' }).click();
    const adding = page.getByRole('dialog', { name: 'Add profile' });
    await adding.getByRole('radio', { name: 'Assume a role' }).click();
    await adding.getByRole('button', { name: 'Add', exact: true }).click();
    await adding.getByText('This is needed.').first().waitFor();
    await adding.getByLabel('Name', { exact: true }).fill('deployer');
    await adding.getByLabel('Region', { exact: true }).fill('eu-central-1');
    await adding.getByLabel('Role ARN').fill('arn:aws:iam::444455556666:role/deployer');
    await adding.getByLabel(/^Source profile/).click();
    await page.getByRole('option', { name: 'keys' }).click();
    await adding.getByText('More', { exact: true }).click();
    await adding.getByLabel('External ID').fill('berth-sandbox');
    await adding.getByText('Label and endpoint').click();
    await adding.getByLabel('Endpoint URL').fill(sandbox.description.endpoint);
    await adding.getByRole('button', { name: 'Add', exact: true }).click();
    await branch('deployer').getByRole('button').first().dblclick();
    await sheet('deployer').getByText('arn:aws:sts::444455556666:assumed-role/deployer').waitFor();

    await sheet('deployer').getByRole('button', { name: 'Edit…' }).click();
    const editing = page.getByRole('dialog', { name: 'Edit deployer' });
    await editing.getByLabel('Name', { exact: true }).fill('deploy-lighthouse');
    await editing.getByLabel('Session name').fill('from-berth');
    await editing.getByRole('button', { name: 'Save' }).click();
    await sheet('deploy-lighthouse').getByText('assumed-role/deployer/from-berth').waitFor();
    expect(await found('deployer')).toBeUndefined();

    await sheet('deploy-lighthouse').getByRole('button', { name: 'Remove…' }).click();
    await page.getByRole('dialog', { name: /^Remove profile/ }).getByRole('button', { name: 'Remove' }).click();
    await branch('deploy-lighthouse').waitFor({ state: 'detached' });
    expect(await page.getByRole('dialog').count()).toBe(0);
  });

  requires('keyring').test('hands its plain-text key to the keychain; the file is kept beside itself', async () => {
    const { page } = berth;
    const before = await readFile(home.awsCredentials, 'utf8');
    await branch('keys').getByRole('button', { name: 'Actions of profile keys' }).click();
    await page.getByRole('menuitem', { name: 'Move key to the keychain…' }).click();
    const moving = page.getByRole('dialog', { name: /^Move the key of keys/ });
    await moving.getByRole('radio', { name: /^Remove it/ }).check();
    await moving.getByRole('button', { name: 'Move the key' }).click();
    await moving.waitFor({ state: 'detached' });
    await expect.poll(async () => (await found('keys'))?.plainTextKey ?? false).toBe(false);
    const secret = /aws_secret_access_key = (.+)/.exec(before)?.[1] ?? 'none';
    const after = await readFile(home.awsCredentials, 'utf8');
    expect(after).not.toContain(secret);
    expect(after).toContain('# kept');
    expect((await readdir(dirname(home.awsCredentials))).filter((name) => name.includes('.before-berth-'))).not.toEqual([]);
    expect(berth.complaints).toEqual([]);
  });
});
