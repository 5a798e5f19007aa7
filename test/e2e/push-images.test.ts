import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { Locator } from 'playwright-core';
import { afterAll, beforeAll, expect } from 'vitest';
import { topic } from '../support/bridge';
import { requires } from '../support/capabilities';
import { SHELL_IMAGE } from '../support/dockerd';
import { launchBerth, type RunningBerth } from '../support/launch-berth';
import { sandboxRegistry, type SandboxRegistry } from '../support/sandbox-registry';
import { objections, repository, startSandbox } from './steps';

const run = promisify(execFile);
const docker = async (...args: string[]): Promise<string> => (await run('docker', args)).stdout.trim();

requires('display', 'docker', 'skopeo').describe('what is on this machine', () => {
  const names = [`berth-one-${process.pid}`, `berth-two-${process.pid}`] as const;
  let berth: RunningBerth;
  let registry: SandboxRegistry;

  beforeAll(async () => {
    for (const name of names) await docker('create', '--network', 'none', '--name', name, SHELL_IMAGE, '/bin/sh');
    berth = await launchBerth();
    await startSandbox(berth.page);
    // In view, whatever else is open.
    await berth.page.getByRole('searchbox', { name: 'Search repositories' }).fill('tools/smoke');
    registry = await sandboxRegistry(berth.home, 'sandbox-harbour');
  });
  afterAll(async () => {
    await berth?.close();
    await docker('rm', '-f', ...names).catch(() => undefined);
  });

  const digestInRegistry = async (reference: string): Promise<string> =>
    (await run('skopeo', ['inspect', '--tls-verify=false', '--no-tags', '--creds', registry.credentials, '--format', '{{.Digest}}', `docker://${reference}`])).stdout.trim();
  const sheet = (name: string): Locator => berth.page.getByRole('dialog', { name: `Push ${name}` });
  const row = (name: string): Locator => berth.page.getByRole('complementary', { name: 'On this machine' }).getByRole('row', { name });

  requires().test('a local image dragged onto a repository is pushed as it is', async () => {
    const { page } = berth;
    await page.getByRole('radio', { name: /^Images/ }).click();
    await row(SHELL_IMAGE).dragTo(repository(page, /tools\/smoke/));
    await sheet(SHELL_IMAGE).getByLabel('Tag', { exact: true }).fill('local');
    await sheet(SHELL_IMAGE).getByText(`Pushes ${SHELL_IMAGE} as it is, as tools/smoke:local.`).waitFor();
    expect(await objections(page)).toEqual([]);
    await sheet(SHELL_IMAGE).getByRole('button', { name: 'Push', exact: true }).click();
    await sheet(SHELL_IMAGE).getByText('Done.').waitFor();
    const reference = `${registry.host}/tools/smoke:local`;
    const job = (await topic(page, 'jobs')).jobs.find(({ outcome }) => outcome?.reference === reference);
    expect(job?.outcome?.digest).toBe(await digestInRegistry(reference));
    await page.keyboard.press('Escape');
  });

  requires().test('two containers chosen by keyboard go at once, each under a tag and with a job of its own', async () => {
    const { page } = berth;
    await page.getByRole('radio', { name: /^Containers/ }).click();
    await row(names[0]).click();
    await page.keyboard.press('Shift+ArrowDown');
    await page.getByRole('toolbar').getByText('2 containers selected').waitFor();
    await page.keyboard.press('p');
    const picker = page.getByRole('dialog', { name: 'Push 2 containers to…' });
    await picker.getByRole('combobox', { name: 'Repository' }).fill('tools/smoke');
    await picker.getByRole('option', { name: /^tools\/smoke sandbox-harbour · eu-central-1/ }).waitFor();
    await page.keyboard.press('Enter');
    const several = sheet('2 containers');
    for (const name of names) await several.getByRole('textbox', { name: `Tag of ${name}` }).fill(`${name}-tag`);
    await several.getByText('Commits 2 containers, then pushes 2 images to tools/smoke, each as a job of its own.').waitFor();
    await berth.screenshot('push-several');
    await several.getByRole('button', { name: 'Push', exact: true }).click();
    await expect
      .poll(async () => (await topic(page, 'jobs')).jobs.filter(({ kind, status }) => kind === 'push-container' && status === 'succeeded').length, { timeout: 60_000 })
      .toBe(2);
    for (const name of names) expect(await digestInRegistry(`${registry.host}/tools/smoke:${name}-tag`)).toMatch(/^sha256:/);
    await several.getByRole('button', { name: 'Close', exact: true }).last().click();
    await several.waitFor({ state: 'hidden' });
    expect(berth.complaints).toEqual([]);
  });

  requires().test('a commit takes a command and a variable with it, and refuses what Docker would not understand', async () => {
    const { page } = berth;
    // Of a choice of two both would go.
    await row(names[0]).click();
    await row(names[0]).dragTo(repository(page, /tools\/smoke/));
    const one = sheet(names[0]);
    await one.getByLabel('Tag', { exact: true }).fill('changed');
    await one.getByRole('button', { name: 'Add change' }).click();
    const value = one.getByRole('textbox', { name: 'Value of CMD' });
    await value.fill("['/bin/date']");
    await one.getByText('CMD is not a list').waitFor();
    expect(await one.getByRole('button', { name: 'Push', exact: true }).isDisabled()).toBe(true);
    await value.fill('["/bin/date", "-u"]');
    await one.getByRole('button', { name: 'Add change' }).click();
    await one.getByRole('combobox', { name: 'Instruction' }).last().selectOption('ENV');
    await one.getByRole('textbox', { name: 'Value of ENV' }).fill('GREETING=ahoy there');
    await one.getByRole('button', { name: 'Push', exact: true }).click();
    await one.getByText('Done.').waitFor();
    const { stdout } = await run('skopeo', ['inspect', '--config', '--tls-verify=false', '--creds', registry.credentials, `docker://${registry.host}/tools/smoke:changed`]);
    const { config } = JSON.parse(stdout) as { config: { Cmd: string[]; Env: string[] } };
    expect(config.Cmd).toEqual(['/bin/date', '-u']);
    expect(config.Env).toContain('GREETING=ahoy there');
    await page.keyboard.press('Escape');
  });
});
