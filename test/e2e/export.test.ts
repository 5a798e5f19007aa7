import { execFile } from 'node:child_process';
import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect } from 'vitest';
import { requires } from '../support/capabilities';
import { SHELL_IMAGE } from '../support/dockerd';
import { launchBerth, type RunningBerth } from '../support/launch-berth';
import { sandboxRegistry } from '../support/sandbox-registry';
import { digestAt, endOf, fromMenu, openImages } from './image-steps';
import { startSandbox } from './steps';

const run = promisify(execFile);

requires('display', 'skopeo').describe('images that leave the registry', () => {
  let berth: RunningBerth;

  beforeAll(async () => {
    berth = await launchBerth();
    await startSandbox(berth.page);
  });
  afterAll(() => berth?.close());

  requires().test('saved as an OCI folder with every platform, under the digest of the registry', async () => {
    const { page, home } = berth;
    const folder = join(home.folder, 'search');
    const image = await openImages(page, 'shop/search', 'sandbox-harbour');
    await fromMenu(page, image('0.30.4'), 'Save as…');
    const dialog = page.getByRole('dialog', { name: 'Save shop/search:0.30.4' });
    await dialog.getByLabel('OCI folder').check();
    await dialog.getByLabel('Folder', { exact: true }).fill(folder);
    await dialog.getByRole('button', { name: 'Save', exact: true }).click();
    await dialog.waitFor({ state: 'hidden' });
    const job = await endOf(page, 'export');
    expect(job.error).toBeUndefined();
    const index = JSON.parse(await readFile(join(folder, 'index.json'), 'utf8')) as { manifests: { digest: string }[] };
    expect(index.manifests.map(({ digest }) => digest)).toEqual([await digestAt(berth, 'sandbox-harbour', 'shop/search:0.30.4')]);
    expect((await stat(join(folder, 'oci-layout'))).isFile()).toBe(true);
  });

  requires('docker').test('run: pulled first, then started under a name with a command', async () => {
    const { page, home } = berth;
    const { host, credentials } = await sandboxRegistry(home, 'sandbox-harbour');
    const name = `berth-run-${process.pid}`;
    await run('skopeo', ['copy', '--src-daemon-host', process.env.DOCKER_HOST ?? '', '--dest-tls-verify=false', '--dest-creds', credentials, `docker-daemon:${SHELL_IMAGE}`, `docker://${host}/tools/smoke:shell`]);
    const image = await openImages(page, 'tools/smoke', 'sandbox-harbour');
    await fromMenu(page, image('shell'), 'Run…');
    const dialog = page.getByRole('dialog', { name: 'Run tools/smoke:shell' });
    await dialog.getByRole('button', { name: 'Pull the image' }).click();
    await dialog.getByLabel('Name (optional)').fill(name);
    await dialog.getByLabel('Command (optional)').fill('/bin/sh -c "exec /bin/sleep 600"');
    await dialog.getByRole('button', { name: 'Run', exact: true }).click();
    await dialog.getByText(`${name} runs.`).waitFor();
    try {
      const { stdout } = await run('docker', ['inspect', '--format', '{{.State.Running}} {{json .Config.Cmd}}', name]);
      expect(stdout.trim()).toBe('true ["/bin/sh","-c","exec /bin/sleep 600"]');
      await page.keyboard.press('Escape');
      await page.getByRole('row', { name }).waitFor();
    } finally {
      await run('docker', ['rm', '-f', name]);
    }
    expect(berth.complaints).toEqual([]);
  });
});
