import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'vitest';
import { startSandbox } from '../../electron/sandbox/sandbox';
import { createBerthHome } from '../support/berth-home';
import { command, invoke, topic } from '../support/bridge';
import { requires } from '../support/capabilities';
import { launchBerth, type RunningBerth } from '../support/launch-berth';
import { NO_DOCKER, profile } from '../support/with-berth';

const PASSPHRASE = 'nine sails in the harbour';
/** A machine without any keychain. */
const env = { ...NO_DOCKER, DBUS_SESSION_BUS_ADDRESS: 'unix:path=/nonexistent/bus' };

requires('display').describe('secrets in a file, on a machine without a keychain', () => {
  requires().test('are kept once a person chose a passphrase, lock with the end of Berth, and open again', async () => {
    const home = await createBerthHome();
    await profile(home, 'dev');
    const sandbox = await startSandbox({ stateDir: join(home.folder, 'sandbox') });
    const captain = sandbox.description.profiles.find(({ name }) => name === 'sandbox-harbour');
    const key = { accessKeyId: captain?.accessKeyId ?? '', secretAccessKey: captain?.secretAccessKey ?? '' };
    const running: RunningBerth[] = [];
    const start = async (): Promise<RunningBerth> => {
      const berth = await launchBerth({ home, env });
      running.push(berth);
      return berth;
    };
    try {
      const first = await start();
      await first.page.getByRole('button', { name: 'Settings' }).click();
      await first.page.getByRole('button', { name: 'Use an encrypted file…' }).click();
      const choosing = first.page.getByRole('dialog', { name: 'Keep secrets in an encrypted file' });
      await choosing.getByLabel('Passphrase').fill(PASSPHRASE);
      await choosing.getByLabel('Once more').fill('something else');
      await choosing.getByRole('button', { name: 'Use the file' }).click();
      expect((await topic(first.page, 'app')).secrets.store).toBe('keychain');
      await choosing.getByLabel('Once more').fill(PASSPHRASE);
      await first.screenshot('secret-file');
      await choosing.getByRole('button', { name: 'Use the file' }).click();
      await choosing.waitFor({ state: 'hidden' });
      expect((await topic(first.page, 'app')).secrets).toEqual({ store: 'file', locked: false });
      await command(first.page, 'profile.addStatic', { name: 'kept', region: 'eu-central-1', endpointUrl: sandbox.description.endpoint, ...key });
      expect((await command(first.page, 'profile.whoAmI', { name: 'kept' })).accountId).toBe('111122223333');
      await first.close();
      expect(await readFile(join(home.berth, 'secrets.json'), 'utf8')).not.toContain(key.secretAccessKey);

      const second = await start();
      const { page } = second;
      expect((await topic(page, 'app')).secrets).toEqual({ store: 'file', locked: true });
      expect(await invoke(page, 'profile.whoAmI', { name: 'kept' })).toMatchObject({ ok: false });
      await page.getByRole('button', { name: 'Secrets are locked' }).click();
      const unlocking = page.getByRole('dialog', { name: /unlock/i });
      await unlocking.getByLabel('Passphrase').fill('not the passphrase');
      await unlocking.getByRole('button', { name: 'Unlock', exact: true }).click();
      await unlocking.locator('input[aria-invalid="true"]').waitFor();
      await second.screenshot('secret-file-wrong');
      await unlocking.getByLabel('Passphrase').fill(PASSPHRASE);
      await unlocking.getByRole('button', { name: 'Unlock', exact: true }).click();
      await unlocking.waitFor({ state: 'hidden' });
      await page.getByRole('button', { name: 'Secrets are locked' }).waitFor({ state: 'hidden' });
      expect((await command(page, 'profile.whoAmI', { name: 'kept' })).accountId).toBe('111122223333');
    } finally {
      for (const berth of running) await berth.close();
      await sandbox.close();
      await home.remove();
    }
  });
});
