import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect } from 'vitest';
import type { Locator } from 'playwright-core';
import { topic } from '../support/bridge';
import { requires } from '../support/capabilities';
import { SHELL_IMAGE } from '../support/dockerd';
import { launchBerth, type RunningBerth } from '../support/launch-berth';
import { sandboxRegistry, type SandboxRegistry } from '../support/sandbox-registry';
import { foundRepository, startSandbox } from './steps';

const run = promisify(execFile);
const docker = async (...args: string[]): Promise<string> => (await run('docker', args)).stdout.trim();

requires('display', 'docker', 'skopeo').describe('pushing a container', () => {
  const container = `berth-e2e-${process.pid}`;
  let berth: RunningBerth;
  let registry: SandboxRegistry;

  beforeAll(async () => {
    berth = await launchBerth();
    await startSandbox(berth.page);
    registry = await sandboxRegistry(berth.home, 'sandbox-harbour');
  });
  afterAll(async () => {
    await docker('rm', '-f', container).catch(() => undefined);
    await berth?.close();
  });

  /** What skopeo sees in the registry; rejects when the tag is not there. */
  const digestInRegistry = async (reference: string): Promise<string> => {
    const args = ['inspect', '--tls-verify=false', '--no-tags', '--creds', registry.credentials, '--format', '{{.Digest}}', `docker://${reference}`];
    return (await run('skopeo', args)).stdout.trim();
  };
  const containerRow = (): Locator => berth.page.getByRole('complementary', { name: 'On this machine' }).getByRole('row', { name: container });
  const sheet = (): Locator => berth.page.getByRole('dialog', { name: `Push ${container}` });
  const clipboard = (): Promise<string> => berth.app.evaluate(({ clipboard }) => clipboard.readText());
  const closeSheet = async (): Promise<void> => {
    await berth.page.keyboard.press('Escape');
    await sheet().waitFor({ state: 'hidden' });
  };
  const dragTo = async (name: string): Promise<void> => {
    await containerRow().dragTo(await foundRepository(berth.page, name));
    await sheet().getByLabel('Tag', { exact: true }).waitFor();
  };

  requires().test('dropped on a repository: it is committed, pushed, and there under the digest that Berth names', async () => {
    const { page } = berth;
    await docker('run', '-d', '--network', 'none', '--name', container, SHELL_IMAGE, '/bin/sh', '-c', 'echo ahoy > /greeting; exec /bin/sleep 900');
    await containerRow().waitFor();
    await dragTo('tools/smoke');
    await sheet().getByLabel('Tag', { exact: true }).fill('dropped');
    await sheet().getByLabel('Message').fill('A greeting was added');
    await sheet().getByRole('button', { name: 'Push', exact: true }).click();
    await sheet().getByText('Done.').waitFor();

    const reference = `${registry.host}/tools/smoke:dropped`;
    const job = (await topic(page, 'jobs')).jobs.find(({ outcome }) => outcome?.reference === reference);
    expect(job?.outcome?.digest).toBe(await digestInRegistry(reference));
    await sheet().getByText(reference, { exact: true }).waitFor();
    await sheet().getByRole('button', { name: 'Copy reference' }).click();
    await expect.poll(clipboard).toBe(reference);
    await closeSheet();
    await page.getByRole('region', { name: 'Images of tools/smoke' }).getByRole('row', { name: /dropped/ }).waitFor();
    expect(berth.complaints).toEqual([]);
  });

  requires().test('with the keyboard alone', async () => {
    const { page } = berth;
    await page.getByRole('grid', { name: 'Containers' }).focus();
    await page.keyboard.press('p');
    await page.getByRole('combobox', { name: 'Repository' }).waitFor();
    await page.keyboard.type('tools/smoke');
    await expect.poll(() => page.getByRole('option').first().textContent()).toMatch(/tools\/smoke/);
    await page.keyboard.press('Enter');
    const tag = sheet().getByLabel('Tag', { exact: true });
    await tag.waitFor();
    await expect.poll(() => tag.evaluate((field) => field === document.activeElement)).toBe(true);
    // The proposal comes a moment later and must not mix with what is typed.
    await expect.poll(() => tag.inputValue()).not.toBe('');
    await page.keyboard.press('ControlOrMeta+a');
    await page.keyboard.type('typed');
    await page.keyboard.press('Enter');
    await sheet().getByText('Done.').waitFor();
    expect(await digestInRegistry(`${registry.host}/tools/smoke:typed`)).toMatch(/^sha256:/);
    await closeSheet();
  });

  requires().test('to a tag that is taken and immutable: refused in the sheet, before a byte moves', async () => {
    const { page } = berth;
    const before = (await topic(page, 'jobs')).jobs.length;
    await dragTo('platform/ingress');
    await sheet().getByLabel('Tag', { exact: true }).fill('1.14.0');
    await sheet().getByText('“1.14.0” is taken and tags here are immutable. Choose another one.').waitFor();
    expect(await sheet().getByRole('button', { name: 'Push', exact: true }).isDisabled()).toBe(true);
    await closeSheet();
    expect((await topic(page, 'jobs')).jobs.length).toBe(before);
  });

  requires().test('cancelled on the way: no tag is left in Docker, none in the registry', async () => {
    // Bytes that do not compress, so that there is a way to be on.
    await docker('exec', container, '/bin/busybox', 'dd', 'if=/dev/urandom', 'of=/ballast', 'bs=1M', 'count=160');
    const names = async (): Promise<string[]> => (await docker('images', '--format', '{{.Repository}}:{{.Tag}}')).split('\n').sort();
    const images = await names();
    await dragTo('tools/smoke');
    await sheet().getByLabel('Tag', { exact: true }).fill('cancelled');
    await sheet().getByRole('button', { name: 'Push', exact: true }).click();
    await sheet().getByRole('progressbar').first().waitFor();
    await sheet().getByRole('button', { name: 'Cancel', exact: true }).click();
    await sheet().getByText('Cancelled', { exact: false }).first().waitFor();

    await expect.poll(names, { timeout: 20_000 }).toEqual(images);
    await expect(digestInRegistry(`${registry.host}/tools/smoke:cancelled`)).rejects.toThrow(/manifest unknown|not found/i);
    await closeSheet();
    expect(berth.complaints).toEqual([]);
  });
});
