import { readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'vitest';
import type { BerthHome } from '../support/berth-home';
import { command, topic } from '../support/bridge';
import { requires } from '../support/capabilities';
import { NO_DOCKER, profile, withBerth } from '../support/with-berth';
import { objections } from './steps';

const HOST = '111122223333.dkr.ecr.eu-central-1.amazonaws.com';
const BROKEN = { auths: { 'ghcr.io': { auth: 'YTpi' } }, credHelpers: { [HOST]: 'berth-test-absent' }, detachKeys: 'ctrl-e,e' };

const arrange = async (home: BerthHome): Promise<void> => {
  await profile(home, 'dev');
  await writeFile(join(home.docker, 'config.json'), JSON.stringify(BROKEN, null, '\t'), { mode: 0o644 });
};

requires('display').describe('the screen of Docker’s sign-in', () => {
  requires().test('names what is wrong in Docker’s configuration, repairs it, and takes the repair back', async () => {
    await withBerth({ arrange, env: NO_DOCKER }, async ({ page, home, screenshot, complaints }) => {
      const file = join(home.docker, 'config.json');
      const before = await readFile(file, 'utf8');
      await page.getByRole('button', { name: /finding/ }).click();
      const dialog = page.getByRole('dialog', { name: 'Docker sign-in' });
      await dialog.getByText('docker-credential-berth-test-absent').first().waitFor();
      await dialog.getByText(file, { exact: true }).waitFor();
      expect(await objections(page)).toEqual([]);
      await screenshot('docker-config');

      await dialog.getByRole('button', { name: /^Repair all/ }).click();
      await dialog.getByText('Nothing in it will make a pull fail.').waitFor();
      const repaired = await readFile(file, 'utf8');
      expect(JSON.parse(repaired)).toMatchObject({ auths: BROKEN.auths, detachKeys: BROKEN.detachKeys });
      expect(repaired).not.toContain('berth-test-absent');
      expect((await stat(file)).mode & 0o777).toBe(0o600);

      await dialog.getByRole('button', { name: 'Undo' }).click();
      await dialog.getByText('docker-credential-berth-test-absent').first().waitFor();
      expect(await readFile(file, 'utf8')).toBe(before);
      expect(complaints).toEqual([]);
    });
  });

  requires().test('keeps rules in their order and tells who would sign a host', async () => {
    await withBerth({ arrange, env: NO_DOCKER }, async ({ page }) => {
      await page.getByRole('group', { name: 'Profile dev' }).waitFor();
      await page.keyboard.press('d');
      const dialog = page.getByRole('dialog', { name: 'Docker sign-in' });
      await dialog.getByRole('radio', { name: 'Registries and profiles' }).click();
      const add = async (pattern: string): Promise<void> => {
        await dialog.getByLabel('Registry', { exact: true }).fill(pattern);
        await dialog.getByLabel(/^Profile/).click();
        await page.getByRole('option', { name: 'dev' }).click();
        await dialog.getByRole('button', { name: 'Add rule' }).click();
        await dialog.getByRole('listitem').filter({ hasText: pattern }).first().waitFor();
      };
      await add('*.dkr.ecr.eu-west-1.amazonaws.com');
      await add('4444*.dkr.ecr.*.amazonaws.com');
      await dialog.getByRole('button', { name: 'Move 4444*.dkr.ecr.*.amazonaws.com up' }).click();
      const rules = async () => (await topic(page, 'app')).settings.registryRules.map(({ pattern }) => pattern);
      await expect.poll(rules).toEqual(['4444*.dkr.ecr.*.amazonaws.com', '*.dkr.ecr.eu-west-1.amazonaws.com']);
      await dialog.getByLabel('Try a registry').fill('444455556666.dkr.ecr.us-east-1.amazonaws.com');
      await dialog.getByRole('status').filter({ hasText: '4444*' }).waitFor();
      await dialog.getByRole('button', { name: 'Remove 4444*.dkr.ecr.*.amazonaws.com' }).click();
      await expect.poll(rules).toEqual(['*.dkr.ecr.eu-west-1.amazonaws.com']);
    });
  });

  requires().test('turns Berth’s credential helper on and off, and says what Docker needs to find it', async () => {
    await withBerth({ arrange, env: NO_DOCKER }, async ({ page }) => {
      await page.getByRole('group', { name: 'Profile dev' }).waitFor();
      await page.keyboard.press('d');
      const asks = page.getByRole('dialog').getByRole('checkbox', { name: /Docker asks Berth for passwords/ });
      await asks.check();
      const helper = async () => (await topic(page, 'dockerConfig')).helper;
      await expect.poll(helper).toMatchObject({ enabled: true, program: expect.stringContaining('docker-credential-berth') as string });
      const { onPath } = await helper();
      expect(await page.getByText('its folder is not on the PATH').count()).toBe(onPath ? 0 : 1);
      await asks.uncheck();
      await expect.poll(helper).toMatchObject({ enabled: false });
      await command(page, 'dockerConfig.check', {});
    });
  });
});
