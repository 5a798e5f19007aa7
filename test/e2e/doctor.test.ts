import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'vitest';
import { requires } from '../support/capabilities';
import { NO_DOCKER, profile, withBerth } from '../support/with-berth';
import { objections } from './steps';

const IMAGE = '111122223333.dkr.ecr.eu-central-1.amazonaws.com/team/api:v1';

requires('display').describe('the doctor in the window', () => {
  requires().test('names the first broken link, what to do about it, and what was not looked at', async () => {
    await withBerth({ arrange: (home) => profile(home, 'dev'), env: NO_DOCKER }, async ({ page, home, complaints }) => {
      await writeFile(join(home.docker, 'config.json'), '{ "auths": ');
      await page.getByRole('button', { name: 'Doctor: why does Docker not get in?' }).click();
      const dialog = page.getByRole('dialog', { name: 'Doctor' });
      await dialog.getByLabel('Image or registry').fill(IMAGE);
      await page.keyboard.press('Enter');
      const cause = dialog.getByRole('alert');
      await cause.getByText('config.json').first().waitFor();
      const steps = dialog.getByRole('list', { name: 'What was looked at' });
      await steps.getByText('Not looked at, because of what is broken before').waitFor();
      expect(await steps.locator('[data-status="broken"]').count()).toBe(1);
      expect(await objections(page)).toEqual([]);

      await writeFile(join(home.docker, 'config.json'), '{}');
      await dialog.getByRole('button', { name: 'Look again' }).click();
      await expect.poll(() => cause.textContent()).not.toContain('config.json');
      expect(complaints).toEqual([]);
    });
  });
});
