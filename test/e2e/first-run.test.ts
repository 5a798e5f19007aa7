import { writeFile } from 'node:fs/promises';
import { afterAll, beforeAll, expect } from 'vitest';
import { createBerthHome, type BerthHome } from '../support/berth-home';
import { command, topic } from '../support/bridge';
import { requires } from '../support/capabilities';
import { launchBerth, type RunningBerth } from '../support/launch-berth';
import { repositoriesOfBothAccounts, repository, startSandbox } from './steps';

requires('display').describe('the first run', () => {
  let home: BerthHome;
  let berth: RunningBerth;

  beforeAll(async () => {
    home = await createBerthHome();
    berth = await launchBerth({ home });
  });
  afterAll(async () => {
    await berth?.close();
    await home?.remove();
  });

  /** Host and name of every repository, as the window is told. */
  const uris = async (): Promise<string[]> => {
    const { rows } = await command(berth.page, 'repository.query', { limit: 500 });
    return [...new Set(rows.map(({ uri }) => uri))].sort();
  };
  const settled = (): Promise<void> =>
    expect
      .poll(async () => (await topic(berth.page, 'inventory')).sources.filter(({ status }) => status !== 'ready').length, { timeout: 60_000 })
      .toBe(0);

  requires().test('an empty home offers the sandbox and a profile of one’s own', async () => {
    await berth.page.getByRole('button', { name: 'Start the sandbox' }).waitFor();
    await berth.page.getByRole('button', { name: 'Add profile' }).waitFor();
    expect((await topic(berth.page, 'profiles')).profiles).toEqual([]);
  });

  requires().test('starting the sandbox shows the repositories of both accounts, and a relaunch brings the same ones back', async () => {
    await startSandbox(berth.page);
    await settled();
    const before = await uris();
    expect(before.length).toBeGreaterThan(20);
    expect(before.some((uri) => uri.endsWith('/tools/smoke'))).toBe(true);
    expect(berth.complaints).toEqual([]);

    await berth.close();
    berth = await launchBerth({ home });
    await repositoriesOfBothAccounts(berth.page);
    await settled();
    expect(await uris()).toEqual(before);
    expect((await topic(berth.page, 'app')).sandbox).toBe('running');
    expect(berth.complaints).toEqual([]);
  });

  requires().test('profiles written to the AWS files appear while Berth runs', async () => {
    await writeFile(home.awsCredentials, '[shipyard]\naws_access_key_id = AKIAEXAMPLE000000001\naws_secret_access_key = not-a-real-secret\n');
    await writeFile(home.awsConfig, '[profile shipyard]\nregion = eu-west-3\nendpoint_url = http://127.0.0.1:9\n');
    await berth.page.getByRole('group', { name: 'Profile shipyard' }).getByRole('button', { name: /eu-west-3/ }).first().waitFor();
    expect(await repository(berth.page, /data\/etl/).isVisible()).toBe(true);
  });
});
