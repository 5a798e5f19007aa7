import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect } from 'vitest';
import { command } from '../support/bridge';
import { requires } from '../support/capabilities';
import { SHELL_IMAGE } from '../support/dockerd';
import { launchBerth, type RunningBerth } from '../support/launch-berth';
import { sandboxRegistry, type SandboxRegistry } from '../support/sandbox-registry';
import { dropFiles } from './drop-files';
import { objections, startSandbox } from './steps';

const run = promisify(execFile);
const isQuickPush = (page: Page): boolean => page.url().endsWith('/quick-push.html');

requires('display', 'docker', 'skopeo').describe('the small window that pushes files', () => {
  let folder: string;
  let archive: string;
  let berth: RunningBerth;
  let registry: SandboxRegistry;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'berth-quick-'));
    archive = join(folder, 'quick.tar');
    await run('docker', ['save', '--output', archive, SHELL_IMAGE]);
    berth = await launchBerth();
    await startSandbox(berth.page);
    registry = await sandboxRegistry(berth.home, 'sandbox-harbour');
  });
  afterAll(async () => {
    await berth?.close();
    await rm(folder, { recursive: true, force: true });
  });

  const digestOf = async (tag: string): Promise<string> =>
    (await run('skopeo', ['inspect', '--tls-verify=false', '--no-tags', '--creds', registry.credentials, '--format', '{{.Digest}}', `docker://${registry.host}/tools/smoke:${tag}`])).stdout.trim();
  const quick = async (): Promise<Page> => {
    const page = berth.app.windows().find(isQuickPush) ?? (await berth.app.waitForEvent('window', { predicate: isQuickPush }));
    page.setDefaultTimeout(20_000);
    await page.getByRole('main').waitFor();
    return page;
  };
  const pushAs = async (page: Page, tag: string): Promise<void> => {
    await page.getByLabel('Tag', { exact: true }).fill(tag);
    await page.getByRole('button', { name: 'Push', exact: true }).click();
    await page.getByText('Done.').waitFor();
  };

  requires().test('opens once, on top, and is held back like the main one', async () => {
    await berth.page.getByRole('button', { name: 'Push from a small window' }).click();
    const page = await quick();
    await page.getByRole('heading', { name: 'Drop a file or folder here' }).waitFor();
    await command(berth.page, 'window.openQuickPush', {});
    expect(berth.app.windows().filter(isQuickPush)).toHaveLength(1);
    expect(await page.evaluate(() => Object.keys((globalThis as unknown as { berth: object }).berth).sort())).toEqual(['invoke', 'pathOf', 'subscribe']);
    expect(await page.evaluate(() => typeof (globalThis as { require?: unknown }).require)).toBe('undefined');
    expect(await berth.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().filter((window) => window.isAlwaysOnTop()).length)).toBe(1);
    expect(await objections(page)).toEqual([]);
    await page.screenshot({ path: 'test-results/screenshots/quick-push.png' });
  });

  requires().test('takes a dropped archive while the main window is closed, asks where to, and pushes it', async () => {
    await berth.page.close();
    const page = await quick();
    await dropFiles(page, page.getByRole('main'), [archive]);
    await page.getByRole('heading', { name: 'Push quick.tar to…' }).waitFor();
    await page.getByRole('combobox', { name: 'Repository' }).fill('tools/smoke');
    await page.getByRole('option', { name: /^tools\/smoke sandbox-harbour · eu-central-1/ }).click();
    await page.getByRole('heading', { name: 'Push quick.tar', exact: true }).waitFor();
    await page.getByText('docker save archive').waitFor();
    expect(await objections(page)).toEqual([]);
    await page.screenshot({ path: 'test-results/screenshots/quick-push-form.png' });
    await pushAs(page, 'quick');
    expect(await digestOf('quick')).toMatch(/^sha256:/);
    await page.screenshot({ path: 'test-results/screenshots/quick-push-done.png' });
    expect(page.url()).toMatch(/\/quick-push\.html$/);
  });

  requires().test('is ready for the next one, and offers the repository of the last first', async () => {
    const page = await quick();
    await page.getByRole('button', { name: 'Push something else' }).click();
    await berth.app.evaluate(({ dialog }, path) => {
      Object.defineProperty(dialog, 'showOpenDialog', { value: () => Promise.resolve({ canceled: false, filePaths: [path] }), configurable: true });
    }, archive);
    await page.getByRole('button', { name: 'Choose a file…' }).click();
    await page.getByRole('option').first().getByText('smoke').waitFor();
    await page.keyboard.press('Enter');
    await pushAs(page, 'again');
    expect(await digestOf('again')).toBe(await digestOf('quick'));
  });
});
