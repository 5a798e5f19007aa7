import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { invoke, topic } from '../support/bridge';
import { requires } from '../support/capabilities';
import { silentKeychain } from '../support/silent-keychain';
import { until } from '../support/until';
import { KEY, NO_DOCKER, profile, REGION, SECRET, withBerth } from '../support/with-berth';

requires('display').describe('a keychain that is not there', () => {
  test('no keychain: adding a profile says so, and nothing is half written', () =>
    withBerth({ env: { ...NO_DOCKER, DBUS_SESSION_BUS_ADDRESS: 'unix:path=/nonexistent/bus' }, arrange: (home) => profile(home, 'dev') }, async ({ page, home }) => {
      const added = { name: 'kept', region: REGION, accessKeyId: KEY, secretAccessKey: SECRET };
      const answer = await invoke(page, 'profile.addStatic', added);
      expect(answer).toMatchObject({ ok: false, error: { code: 'keychain-unavailable' } });
      expect(JSON.stringify(answer)).not.toContain(SECRET);
      expect((await topic(page, 'profiles')).profiles.map(({ name }) => name)).toEqual(['dev']);
      for (const name of await readdir(home.berth, { recursive: true })) {
        // A folder reads as nothing.
        const text = await readFile(join(home.berth, name), 'latin1').catch(() => '');
        expect(text, name).not.toMatch(new RegExp(`${SECRET}|"kept"`));
      }
    }));
});

requires('display', 'tray').describe('a keychain that never answers', () => {
  test('counts as locked after some seconds, and its process is ended', async () => {
    const bus = await silentKeychain();
    try {
      await withBerth({ env: { ...NO_DOCKER, DBUS_SESSION_BUS_ADDRESS: bus.address } }, async ({ app, page }) => {
        const keychains = (): Promise<number[]> => app.evaluate(({ app }) => app.getAppMetrics().filter(({ name }) => name === 'Berth Keychain').map(({ pid }) => pid));
        const adding = invoke(page, 'profile.addStatic', { name: 'kept', region: REGION, accessKeyId: KEY, secretAccessKey: SECRET });
        await until('the process of the keychain', async () => ((await keychains()).length === 1 ? true : undefined));
        expect(await adding).toMatchObject({ ok: false, error: { code: 'keychain-locked' } });
        expect(bus.prompted()).toBe(true);
        await until('its end', async () => ((await keychains()).length === 0 ? true : undefined));
        expect((await topic(page, 'profiles')).profiles).toEqual([]);
      });
    } finally {
      bus.close();
    }
  });
});
