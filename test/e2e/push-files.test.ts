import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Locator } from 'playwright-core';
import { afterAll, beforeAll, expect } from 'vitest';
import { topic } from '../support/bridge';
import { requires } from '../support/capabilities';
import { SHELL_IMAGE } from '../support/dockerd';
import { launchBerth, type RunningBerth } from '../support/launch-berth';
import { sandboxRegistry, type SandboxRegistry } from '../support/sandbox-registry';
import { dropFiles } from './drop-files';
import { repository, startSandbox } from './steps';

const run = promisify(execFile);
const docker = async (...args: string[]): Promise<string> => (await run('docker', args)).stdout.trim();

requires('display', 'docker', 'skopeo').describe('files and folders from the file manager', () => {
  let folder: string;
  let archive: string;
  let berth: RunningBerth;
  let registry: SandboxRegistry;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'berth-files-'));
    archive = join(folder, 'greeting.tar');
    await docker('save', '--output', archive, SHELL_IMAGE);
    berth = await launchBerth();
    await startSandbox(berth.page);
    // In view, whatever else is open.
    await berth.page.getByRole('searchbox', { name: 'Search repositories' }).fill('tools/smoke');
    registry = await sandboxRegistry(berth.home, 'sandbox-harbour');
  });
  afterAll(async () => {
    await berth?.close();
    await rm(folder, { recursive: true, force: true });
  });

  const inspect = async (reference: string, format: string): Promise<string> =>
    (await run('skopeo', ['inspect', '--tls-verify=false', '--no-tags', '--creds', registry.credentials, '--format', format, `docker://${reference}`])).stdout.trim();
  const sheet = (name: string): Locator => berth.page.getByRole('dialog', { name: `Push ${name}` });
  const tag = (name: string): Locator => sheet(name).getByLabel('Tag', { exact: true });
  const closeSheet = async (name: string): Promise<void> => {
    await berth.page.keyboard.press('Escape');
    await sheet(name).waitFor({ state: 'hidden' });
  };

  requires().test('a docker-save archive dropped on a repository: said before, pushed without Docker, there under the digest that is named', async () => {
    const { page } = berth;
    await dropFiles(page, repository(page, /tools\/smoke/), [archive], async () => {
      await page.getByText('Push this file or folder to tools/smoke').waitFor();
    });
    await tag('greeting.tar').fill('from-tar');
    await sheet('greeting.tar').getByText('docker save archive').waitFor();
    await sheet('greeting.tar').getByText(SHELL_IMAGE).waitFor();
    await berth.screenshot('push-archive');
    await sheet('greeting.tar').getByRole('button', { name: 'Push', exact: true }).click();
    await sheet('greeting.tar').getByText('Done.').waitFor();

    const reference = `${registry.host}/tools/smoke:from-tar`;
    const job = (await topic(page, 'jobs')).jobs.find(({ outcome }) => outcome?.reference === reference);
    expect(job).toMatchObject({ kind: 'push-archive' });
    expect(job?.outcome?.digest).toBe(await inspect(reference, '{{.Digest}}'));
    await closeSheet('greeting.tar');
    expect(berth.complaints).toEqual([]);
  });

  requires().test('dropped beside the repositories: the repository is chosen next, and a new one is made on the way', async () => {
    const { page } = berth;
    await dropFiles(page, page.getByRole('complementary', { name: 'On this machine' }), [archive]);
    const picker = page.getByRole('dialog', { name: 'Push greeting.tar to…' });
    await picker.getByRole('combobox', { name: 'Repository' }).fill(`${registry.host}/dropped/anew`);
    await picker.getByRole('option', { name: /New dropped\/anew sandbox-harbour · eu-central-1/ }).click();
    await tag('greeting.tar').fill('first');
    const create = sheet('greeting.tar').getByRole('checkbox', { name: /Create the repository dropped\/anew/ });
    await create.waitFor();
    await create.uncheck();
    await expect.poll(() => sheet('greeting.tar').getByRole('button', { name: 'Push', exact: true }).isDisabled()).toBe(true);
    await create.check();
    await sheet('greeting.tar').getByText(/^Creates dropped\/anew, then pushes/).waitFor();
    await sheet('greeting.tar').getByRole('button', { name: 'Push', exact: true }).click();
    await sheet('greeting.tar').getByText('Done.').waitFor();
    expect(await inspect(`${registry.host}/dropped/anew:first`, '{{.Digest}}')).toMatch(/^sha256:/);
    await closeSheet('greeting.tar');
  });

  requires().test('a folder with a Dockerfile is built with an argument and a label, then pushed', async () => {
    const { page } = berth;
    const app = join(folder, 'greeter');
    await mkdir(app);
    await writeFile(join(app, 'Dockerfile'), `FROM ${SHELL_IMAGE}\nARG GREETING=ahoy\nCOPY Dockerfile /made-from\nLABEL greeting=$GREETING\nCMD ["/bin/sh"]\n`);
    await dropFiles(page, repository(page, /tools\/smoke/), [app]);
    await tag('greeter').fill('built');
    await sheet('greeter').getByRole('textbox', { name: 'Value of GREETING' }).fill('hello');
    await sheet('greeter').getByRole('button', { name: 'Add label' }).click();
    await sheet('greeter').getByRole('textbox', { name: 'Label key' }).fill('team');
    await sheet('greeter').getByRole('textbox', { name: 'Label value' }).fill('web');
    await sheet('greeter').getByText('Builds greeter with the local Docker and pushes it as tools/smoke:built.').waitFor();
    await sheet('greeter').getByRole('button', { name: 'Push', exact: true }).click();
    await sheet('greeter').getByText('Done.').waitFor({ timeout: 90_000 });
    expect(await inspect(`${registry.host}/tools/smoke:built`, '{{index .Labels "greeting"}} {{index .Labels "team"}}')).toBe('hello web');
    await closeSheet('greeter');
    expect(berth.complaints).toEqual([]);
  });

  requires().test('a file that is neither says so, and nothing starts', async () => {
    const { page } = berth;
    const text = join(folder, 'notes.txt');
    await writeFile(text, 'Nothing to push here.\n');
    const before = (await topic(page, 'jobs')).jobs.length;
    await dropFiles(page, repository(page, /tools\/smoke/), [text]);
    await sheet('notes.txt').getByRole('alert').waitFor();
    expect(await sheet('notes.txt').getByRole('button', { name: 'Push', exact: true }).isDisabled()).toBe(true);
    await closeSheet('notes.txt');
    expect((await topic(page, 'jobs')).jobs.length).toBe(before);
    expect(page.url()).toBe('app://berth/index.html');
  });

  requires().test('a file dropped where nothing takes it is neither opened nor pushed; the pointer says where it belongs', async () => {
    const { page } = berth;
    const before = (await topic(page, 'jobs')).jobs.length;
    await dropFiles(page, page.getByRole('contentinfo').first(), [archive], async () => {
      await page.getByText('Drop it on a repository to push it there').waitFor();
    });
    expect(await page.getByRole('dialog').count()).toBe(0);
    expect(page.url()).toBe('app://berth/index.html');
    expect((await topic(page, 'jobs')).jobs.length).toBe(before);
  });
});
