import { chmod, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'vitest';
import { topics, type TopicName } from '../../shared/ipc/contract';
import type { SsoSession } from '../../shared/model/sso';
import { createBerthHome, type BerthHome } from '../support/berth-home';
import { command, invoke, topic } from '../support/bridge';
import { requires } from '../support/capabilities';
import { START_URL, startIdentityCenter, type IdentityCenter } from '../support/identity-center/identity-center';
import { launchBerth, type RunningBerth } from '../support/launch-berth';
import { until } from '../support/until';
import { NO_DOCKER } from '../support/with-berth';

const SESSION = 'harbour';

/** A home whose browser follows every page it is given, and writes down which. */
async function homeWithBrowser(): Promise<{ home: BerthHome; browser: string; opened: () => Promise<string[]> }> {
  const home = await createBerthHome();
  const browser = join(home.folder, 'browser');
  const list = join(home.folder, 'opened');
  await writeFile(list, '');
  await writeFile(browser, `#!${process.execPath}\nrequire('node:fs').appendFileSync(${JSON.stringify(list)}, process.argv[2] + '\\n');\nvoid fetch(process.argv[2]).then(({ ok }) => process.exit(ok ? 0 : 1));\n`);
  await chmod(browser, 0o755);
  return { home, browser, opened: async () => (await readFile(list, 'utf8')).split('\n').filter((line) => line !== '') };
}

requires('display').describe('a sign-in to IAM Identity Center, asked for by the window', () => {
  const within = async (act: (parts: { berth: RunningBerth; center: IdentityCenter; home: BerthHome; opened: () => Promise<string[]> }) => Promise<void>): Promise<void> => {
    const center = await startIdentityCenter({ accounts: [{ accountId: '111122223333', accountName: 'Harbour', emailAddress: 'a@example.com', roles: ['Captain'] }] });
    const { home, browser, opened } = await homeWithBrowser();
    const berth = await launchBerth({ home, env: { ...NO_DOCKER, HOME: home.folder, BROWSER: browser } });
    try {
      await act({ berth, center, home, opened });
    } finally {
      await berth.close();
      await home.remove();
      await center.close();
    }
  };
  const sessionIn = async ({ page }: RunningBerth): Promise<SsoSession | undefined> => (await topic(page, 'sso')).sessions.find(({ name }) => name === SESSION);
  const hasStatus = (berth: RunningBerth, status: SsoSession['status']): Promise<true> => until(`the session to be ${status}`, async () => (await sessionIn(berth))?.status === status || undefined);
  const add = ({ page }: RunningBerth, { url }: IdentityCenter): Promise<void> => command(page, 'sso.addSession', { name: SESSION, startUrl: START_URL, region: 'eu-central-1', endpointUrl: url });

  requires().test('is signed in to through the browser; the window hears of accounts, never of a token', async () => {
    await within(async ({ berth, center, home, opened }) => {
      await add(berth, center);
      await command(berth.page, 'sso.signIn', { session: SESSION });
      await hasStatus(berth, 'signed-in');
      expect(await opened()).toEqual([expect.stringContaining(`${center.url}/authorize?`) as string]);
      const { accounts } = await command(berth.page, 'sso.accounts', { session: SESSION });
      expect(accounts).toEqual([{ accountId: '111122223333', accountName: 'Harbour', email: 'a@example.com', roles: ['Captain'] }]);
      await command(berth.page, 'sso.makeProfiles', { session: SESSION, region: 'eu-central-1', profiles: [{ name: 'harbour-Captain', accountId: '111122223333', roleName: 'Captain' }] });
      await until('the profile', async () => (await sessionIn(berth))?.profiles.includes('harbour-Captain') || undefined);
      const states = await Promise.all((Object.keys(topics) as TopicName[]).map((name) => topic(berth.page, name)));
      const own = await Promise.all((await readdir(home.berth, { recursive: true, withFileTypes: true })).filter((entry) => entry.isFile()).map((entry) => readFile(join(entry.path, entry.name), 'latin1')));
      const said = [JSON.stringify(states), await berth.page.content(), berth.output(), ...own].join('\n');
      expect(said).toContain('harbour-Captain');
      for (const secret of center.records.secrets) expect(said).not.toContain(secret);
    });
  });

  requires().test('waits for its person, opens only its own page again, and is cancelled', async () => {
    await within(async ({ berth, center, opened }) => {
      center.knobs.person = 'is away';
      await add(berth, center);
      await command(berth.page, 'sso.signIn', { session: SESSION, method: 'device' });
      const flow = await until('the code', async () => {
        const found = (await sessionIn(berth))?.flow;
        return found?.userCode === undefined ? undefined : found;
      });
      await command(berth.page, 'link.open', { url: flow.verificationUri ?? '' });
      await until('the page', async () => (await opened()).length === 2 || undefined);
      expect(await invoke(berth.page, 'link.open', { url: `${flow.verificationUri ?? ''}&more` })).toMatchObject({ ok: false, error: { code: 'invalid-input' } });
      await command(berth.page, 'sso.cancel', { session: SESSION });
      await hasStatus(berth, 'signed-out');
    });
  });
});
