import { chmod, readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createBerthHome, type BerthHome } from '../support/berth-home';
import { requires } from '../support/capabilities';
import { START_URL, startIdentityCenter, type IdentityCenter } from '../support/identity-center/identity-center';
import { launchBerth, type RunningBerth } from '../support/launch-berth';
import { startNotificationHost, type NotificationHost } from '../support/notification-host';
import { startTrayHost, type TrayHost } from '../support/tray-host';
import { until } from '../support/until';
import { NO_DOCKER } from '../support/with-berth';

const HOUR = 3_600_000;
const SIGN_IN = 'Sign in to corp…';

requires('display', 'tray').describe('a session that needs its person, with the window closed,', () => {
  let center: IdentityCenter;
  let home: BerthHome;
  let tray: TrayHost;
  let notices: NotificationHost;
  let berth: RunningBerth;
  const cache = (): string => join(home.folder, '.aws', 'sso', 'cache');

  beforeAll(async () => {
    center = await startIdentityCenter();
    home = await createBerthHome();
    const browser = join(home.folder, 'browser');
    await writeFile(browser, `#!${process.execPath}\nvoid fetch(process.argv[2]).then(({ ok }) => process.exit(ok ? 0 : 1));\n`);
    await chmod(browser, 0o755);
    // Docker was signed in through it by the last run.
    const signIn = { profile: 'dev', region: 'eu-central-1', host: '111122223333.dkr.ecr.eu-central-1.amazonaws.com' };
    const life = { issuedAt: new Date(Date.now() - 60_000).toISOString(), expiresAt: new Date(Date.now() + 11.5 * HOUR).toISOString() };
    await writeFile(join(home.berth, 'sign-ins.json'), JSON.stringify({ version: 1, signIns: [{ ...signIn, ...life }] }));
    tray = await startTrayHost();
    notices = await startNotificationHost();
    berth = await launchBerth({ home, env: { ...NO_DOCKER, HOME: home.folder, BROWSER: browser } });
    await tray.waitForItem();
    await berth.page.close();
    const session = `[sso-session corp]\nsso_region = eu-central-1\nsso_start_url = ${START_URL}\nsso_registration_scopes = sso:account:access\n`;
    const profile = `[profile dev]\nregion = eu-central-1\nsso_session = corp\nsso_account_id = 111122223333\nsso_role_name = Captain\nendpoint_url = ${center.url}\n`;
    await writeFile(home.awsConfig, `${session}${profile}`);
  });
  afterAll(async () => {
    await berth?.close();
    await notices?.close();
    await tray?.close();
    await home?.remove();
    await center?.close();
  });

  const asked = (count: number): Promise<true> => until(`${count} notices`, async () => notices.shown.length >= count || undefined);
  const isOpen = (): Promise<string> => tray.waitForLabel(/^dev: .*, AWS session 59 min left$/);

  test('is said once, by a notice, the icon, the tooltip and the menu', async () => {
    await tray.waitForLabel(new RegExp(`^${SIGN_IN}$`));
    expect(await tray.tooltip()).toContain('corp needs you to sign in');
    expect(await tray.waitForLabel(/^dev:/)).toMatch(/^dev: 11 h \d+ min left, AWS session ended$/);
    await asked(1);
    expect(notices.shown).toMatchObject([{ title: 'corp needs you', body: 'The AWS session of corp has ended. Click to sign in.' }]);
  });

  test('is opened by a click on the notice', async () => {
    const [notice] = notices.shown;
    if (notice !== undefined) notices.click(notice);
    await isOpen();
    expect(await tray.labels()).not.toContain(SIGN_IN);
    expect(notices.shown).toHaveLength(1);
  });

  test('is asked for again only after it had been open, and opened by a click in the menu', async () => {
    // Another AWS tool signs out.
    for (const file of await readdir(cache())) await rm(join(cache(), file), { force: true });
    await asked(2);
    await tray.click(SIGN_IN);
    await isOpen();
    expect(notices.shown.map(({ title }) => title)).toEqual(['corp needs you', 'corp needs you']);
  });
});
