import { execFile, spawn } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { MFA_PROFILE } from '../../electron/sandbox/seed/accounts';
import { stepAt, totp } from '../../electron/sandbox/sts/totp';
import { requires } from '../support/capabilities';
import { command, topic } from '../support/bridge';
import { launchBerth, type RunningBerth } from '../support/launch-berth';
import { startTrayHost, type TrayHost } from '../support/tray-host';
import { until } from '../support/until';

const run = promisify(execFile);
const PROFILE = 'sandbox-harbour';
const SIGNED_IN = new RegExp(`^${PROFILE}: .*left$`);
const SIGNED_OUT = new RegExp(`^${PROFILE}: signed out$`);

const windows = ({ app }: RunningBerth): Promise<number> => app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().filter((window) => window.isVisible()).length);
/** Closes them as a person does, and waits until none is in sight. */
const closeWindows = async (berth: RunningBerth): Promise<void> => {
  await berth.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().forEach((window) => window.close()));
  await until('the window to be gone', async () => ((await windows(berth)) === 0 ? true : undefined));
};

/** Exit code of the main process, once it has ended. */
const exitCode = ({ app }: RunningBerth): Promise<number> => {
  const child = app.process();
  return until('Berth to end', async () => child.exitCode ?? undefined);
};

requires('display', 'tray', 'docker').describe('the tray', () => {
  let tray: TrayHost;
  let berth: RunningBerth;

  beforeAll(async () => {
    tray = await startTrayHost();
    berth = await launchBerth();
  });
  afterAll(async () => {
    await berth?.close();
    await tray?.close();
  });

  const docker = (...args: string[]): Promise<{ stdout: string }> =>
    run('docker', args, { env: { ...process.env, DOCKER_CONFIG: berth.home.docker } });

  test('offers the window, the sandbox and the end before there is any profile', async () => {
    expect(await tray.labels()).toEqual(['Berth: Docker is not signed in', 'Open Berth', 'Push a file or folder…', 'Start the sandbox', 'Quit Berth']);
    expect(await tray.tooltip()).toContain('Docker is not signed in');
  });

  test('starts the sandbox, whose profiles appear with their state', async () => {
    await tray.click('Start the sandbox');
    await tray.waitForLabel(/^Stop the sandbox$/);
    await tray.waitForLabel(SIGNED_OUT);
    expect(await tray.labels()).toEqual(expect.arrayContaining(['Open Berth', 'Sign in all', 'Quit Berth']));
  });

  test('signs Docker in at one profile with one click: the label tells the time left, the icon changes, and docker pulls', async () => {
    const before = await tray.icon();
    await tray.click(SIGNED_OUT);
    expect(await tray.waitForLabel(SIGNED_IN)).toMatch(/: 11 h \d+ min left$/);
    expect(await tray.tooltip()).toMatch(/signed in to 1 registry, 11 h/);
    expect(await tray.icon()).not.toBe(before);

    const config = JSON.parse(await readFile(`${berth.home.docker}/config.json`, 'utf8')) as { auths: Record<string, unknown> };
    const host = Object.keys(config.auths)[0] ?? '';
    const { stdout } = await docker('pull', `${host}/shop/api:2.4.1`);
    expect(stdout).toContain('Status: Downloaded newer image');
  });

  test('signs Docker in everywhere, and the window tells it too', async () => {
    await tray.click('Sign in all');
    await until('every profile to be signed in', async () => ((await tray.labels()).some((label) => /: signed out$|: signing in$/.test(label)) ? undefined : true));
    await tray.waitForLabel(/^sandbox-harbour-readonly: signed in as sandbox-harbour$/);
    await berth.page.getByText('Signed in everywhere').waitFor();
  });

  test('asks for the MFA code of a profile that needs one, and tells how long its AWS session lasts', async () => {
    const file = join(berth.home.berth, 'sandbox', 'config');
    const [before = '', offered = ''] = (await readFile(file, 'utf8')).split(/(?=^#\[profile)/m);
    await writeFile(file, `${before}${offered.replace(/^#/gm, '')}`);
    await tray.click(new RegExp(`^${MFA_PROFILE.name}:`));
    const question = await until('the question', async () => (await topic(berth.page, 'questions')).questions[0]);
    expect(question).toMatchObject({ kind: 'mfa-code', profile: MFA_PROFILE.name, wrong: false });
    await tray.waitForLabel(new RegExp(`^${MFA_PROFILE.name}: .*AWS session waits for you$`));
    await command(berth.page, 'question.answer', { id: question.id, answer: totp(MFA_PROFILE.secret, stepAt(Date.now())) });
    await tray.waitForLabel(new RegExp(`^${MFA_PROFILE.name}: (59 min|1 h) left, AWS session 59 min left$`));
  });

  test('shows a running job with a way to cancel it', async () => {
    const name = `berth-tray-${process.pid}`;
    await docker('run', '--detach', '--network', 'none', '--name', name, 'berth-test/busybox:1', 'sleep', '600');
    await docker('exec', name, 'busybox', 'sh', '-c', 'busybox dd if=/dev/urandom of=/big bs=1M count=200 2>/dev/null');
    const { stdout: id } = await docker('inspect', '--format', '{{.Id}}', name);
    const key = { profile: PROFILE, region: 'eu-central-1', name: 'tools/smoke' };
    await command(berth.page, 'container.push', { containerId: id.trim(), target: key, tag: 'big' });
    await tray.click(/^(?!Berth).*tools\/smoke/, 'Cancel');
    await until('the job to be cancelled', async () => ((await topic(berth.page, 'jobs')).jobs[0]?.status === 'cancelled' ? true : undefined));
    await until('the row to be gone', async () => ((await tray.labels()).some((label) => label.includes('tools/smoke')) ? undefined : true));
    await docker('rm', '--force', name);
  });

  test('works while the window is closed, and brings the window back', async () => {
    await closeWindows(berth);
    await tray.click(SIGNED_IN, 'Sign out');
    await tray.waitForLabel(SIGNED_OUT);
    await tray.click('Open Berth');
    await until('the window to be back', async () => ((await windows(berth)) === 1 ? true : undefined));
    // The same page: it was kept, and shows what happened meanwhile.
    await berth.page.getByRole('main').first().waitFor();
  });

  test('opens the small window that pushes files', async () => {
    const opened = berth.app.waitForEvent('window', { predicate: (page) => page.url().endsWith('/quick-push.html') });
    await tray.click('Push a file or folder…');
    const small = await opened;
    await small.getByRole('heading', { name: 'Drop a file or folder here' }).waitFor();
    await small.close();
  });

  test('gets new sign-ins for Docker when the computer wakes up', async () => {
    const auth = async (): Promise<string> => readFile(`${berth.home.docker}/config.json`, 'utf8');
    const before = await auth();
    await berth.app.evaluate(({ powerMonitor }) => powerMonitor.emit('resume'));
    await until('new tokens', async () => ((await auth()) === before ? undefined : true));
  });

  test('says so when there is no network, and takes it back when there is one', async () => {
    await berth.app.evaluate(({ net }) => void Object.defineProperty(net, 'isOnline', { value: () => false, configurable: true }));
    await until('the tooltip to say offline', async () => ((await tray.tooltip()).includes('Berth: offline, signed in to') ? true : undefined));
    await berth.app.evaluate(({ net }) => void Object.defineProperty(net, 'isOnline', { value: () => true, configurable: true }));
    await until('the tooltip to say signed in', async () => ((await tray.tooltip()).includes('Berth: signed in to') ? true : undefined));
  });

  test('is put up again when the tray itself goes and comes back', async () => {
    await tray.close();
    tray = await startTrayHost();
    await tray.waitForItem();
    await tray.waitForLabel(SIGNED_OUT);
    await tray.click(SIGNED_OUT);
    await tray.waitForLabel(SIGNED_IN);
  });

  test('has one Berth only: a second start shows the window of the first and ends', async () => {
    await closeWindows(berth);
    const second = spawn(process.env.BERTH_ELECTRON ?? '', berth.app.process().spawnargs.slice(1).filter((arg) => !/inspect|remote-debugging/.test(arg)), {
      env: { ...process.env, ...berth.home.env },
      stdio: 'ignore',
    });
    const code = new Promise((resolve) => second.once('exit', resolve));
    expect(await code).toBe(0);
    await until('the window to be back', async () => ((await windows(berth)) === 1 ? true : undefined));
  });

  test('ends Berth with its window open', async () => {
    await tray.click('Quit Berth');
    expect(await exitCode(berth)).toBe(0);
  });
});

requires('display', 'tray').describe('a tray that comes after Berth', () => {
  test('gets the icon, and ends a Berth that has no window', async () => {
    const berth = await launchBerth();
    const tray = await startTrayHost();
    try {
      await tray.waitForItem();
      await closeWindows(berth);
      await tray.click('Quit Berth');
      expect(await exitCode(berth)).toBe(0);
    } finally {
      await berth.close();
      await tray.close();
    }
  });
});
