import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect } from 'vitest';
import { MFA_PROFILE } from '../../electron/sandbox/seed/accounts';
import { startSandbox, type Sandbox } from '../../electron/sandbox/sandbox';
import { stepAt, totp } from '../../electron/sandbox/sts/totp';
import { writeWayInFiles } from '../integration/way-in-files';
import { createBerthHome, type BerthHome } from '../support/berth-home';
import { invoke, topic } from '../support/bridge';
import { requires } from '../support/capabilities';
import { launchBerth, type RunningBerth } from '../support/launch-berth';
import { NO_DOCKER } from '../support/with-berth';

const PROFILE = 'mfa';
const isQuestion = (page: Page): boolean => page.url().endsWith('/question.html');

requires('display').describe('a question only a person can answer', () => {
  let folder: string;
  let sandbox: Sandbox;
  let home: BerthHome;
  let berth: RunningBerth;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'berth-questions-'));
    sandbox = await startSandbox({ stateDir: folder, empty: true });
    home = await createBerthHome();
    const { env } = await writeWayInFiles(home, sandbox.description);
    const set = Object.entries(env).filter((entry): entry is [string, string] => entry[1] !== undefined);
    berth = await launchBerth({ home, env: { ...Object.fromEntries(set), ...NO_DOCKER } });
    await berth.page.getByRole('group', { name: `Profile ${PROFILE}`, exact: true }).waitFor();
  });
  afterAll(async () => {
    await berth?.close();
    await sandbox?.close();
    await Promise.all([home?.remove(), rm(folder, { recursive: true, force: true })]);
  });

  /** What the device shows, some steps from now; each code is good once. */
  const code = (steps: number): string => totp(MFA_PROFILE.secret, stepAt(Date.now()) + steps);
  const wrongCode = (): string => ['000000', '111111', '222222', '333333'].find((guess) => ![-1, 0, 1].some((steps) => code(steps) === guess)) ?? '';
  const asked = async () => (await topic(berth.page, 'questions')).questions;
  const smallWindows = (): Page[] => berth.app.windows().filter(isQuestion);
  const smallWindow = async (): Promise<Page> => smallWindows()[0] ?? berth.app.waitForEvent('window', { predicate: isQuestion });
  const smallWindowGone = () => expect.poll(() => smallWindows().length, { timeout: 10_000 }).toBe(0);
  const leaveMainWindow = () => berth.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().forEach((window) => window.blur()));
  const dialog = () => berth.page.getByRole('dialog', { name: `MFA code for ${PROFILE}` });

  requires().test('comes up in the window and in a small one, and is declined in both at once', async () => {
    await leaveMainWindow();
    const opening = invoke(berth.page, 'session.open', { profile: PROFILE });
    await dialog().waitFor();
    const small = await smallWindow();
    await small.getByRole('heading', { name: `MFA code for ${PROFILE}` }).waitFor();
    await berth.screenshot('question');
    await small.screenshot({ path: 'test-results/screenshots/question-small.png' });
    const [, shape] = await berth.app.evaluate(({ BrowserWindow }) =>
      BrowserWindow.getAllWindows()
        .map((window) => ({ onTop: window.isAlwaysOnTop(), width: window.getContentSize()[0] ?? 0, resizable: window.isResizable() }))
        .sort((one, other) => other.width - one.width),
    );
    expect(shape).toEqual({ onTop: true, width: 380, resizable: false });

    await small.getByRole('button', { name: 'Cancel' }).click();
    expect(await opening).toMatchObject({ ok: false, error: { code: 'cancelled' } });
    await dialog().waitFor({ state: 'detached' });
    await smallWindowGone();
    expect(await asked()).toEqual([]);
  });

  requires().test('says that a code was wrong, takes a pasted one, and the session is open', async () => {
    await leaveMainWindow();
    const opening = invoke(berth.page, 'session.open', { profile: PROFILE });
    const small = await smallWindow();
    const field = small.getByLabel('Code', { exact: true });
    await field.fill(wrongCode());
    await small.keyboard.press('Enter');
    await small.getByText('AWS did not accept that code').waitFor();
    await small.screenshot({ path: 'test-results/screenshots/question-small-wrong.png' });
    expect(await small.evaluate(() => document.activeElement?.getAttribute('autocomplete'))).toBe('one-time-code');

    // As an authenticator shows it, with a gap; letters are no digits.
    const right = code(0);
    await dialog().getByLabel('Code', { exact: true }).fill(`${right.slice(0, 3)} ${right.slice(3)}x`);
    await dialog().getByRole('button', { name: 'Continue' }).click();
    expect(await opening).toMatchObject({ ok: true });
    await smallWindowGone();
    const { aws } = await topic(berth.page, 'sessions');
    expect(aws.find(({ profile }) => profile === PROFILE)).toMatchObject({ status: 'open' });
    const answers = await invoke(berth.page, 'profile.whoAmI', { name: PROFILE });
    expect(answers).toMatchObject({ ok: true, value: { accountId: '444455556666' } });
    expect(JSON.stringify(await topic(berth.page, 'questions'))).not.toContain(right);
    expect(berth.complaints).toEqual([]);
  });

  requires().test('asks in a window that is held back like the main one, and closing it declines', async () => {
    await leaveMainWindow();
    const opening = invoke(berth.page, 'session.open', { profile: 'mfa-other-role' });
    const small = await smallWindow();
    await small.getByRole('heading').waitFor();
    expect(await small.evaluate(() => Object.keys((globalThis as unknown as { berth: object }).berth).sort())).toEqual(['invoke', 'pathOf', 'subscribe']);
    expect(await small.evaluate(() => typeof (globalThis as { require?: unknown }).require)).toBe('undefined');
    await berth.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().find((window) => window.isAlwaysOnTop())?.close());
    expect(await opening).toMatchObject({ ok: false, error: { code: 'cancelled' } });
    expect(await asked()).toEqual([]);
  });
});
