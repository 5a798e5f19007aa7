import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { invoke, topic } from '../support/bridge';
import { requires } from '../support/capabilities';
import { socketGate } from '../support/socket-gate';
import { until } from '../support/until';
import { profile, REGION, SECRET, withBerth } from '../support/with-berth';

const sandboxProfile = 'sandbox-harbour';
const sandboxReady = (page: Page): Promise<unknown> =>
  until('the profiles of the sandbox', async () => ((await topic(page, 'profiles')).profiles.some(({ name }) => name === sandboxProfile) ? true : undefined));

/** Where the sandbox answers as AWS: the endpoint of its own profile. */
const sandboxEndpoint = async (page: Page): Promise<string> =>
  until('the endpoint of the sandbox', async () => (await topic(page, 'profiles')).profiles.find(({ name }) => name === sandboxProfile)?.endpointUrl);

requires('display').describe('what goes wrong is said in a sentence, with a way on', () => {
  test('no Docker: where it was looked for, and a button to try again', () =>
    withBerth({ arrange: (home) => profile(home, 'dev') }, async ({ page }) => {
      await page.getByText('Docker is not reachable').waitFor();
      await page.getByText('unix:///nonexistent/docker.sock').first().waitFor();
      await page.getByRole('button', { name: 'Try again' }).first().click();
      await expect.poll(async () => (await topic(page, 'docker')).status).toBe('unavailable');
    }));

  test('a line in the AWS files that nobody can read: the file and the line, and never its text', () =>
    withBerth(
      {
        arrange: async (home) => {
          await profile(home, 'dev');
          await writeFile(home.awsConfig, `[profile dev]\nregion = ${REGION}\n\nthis is ${SECRET}\n`);
        },
      },
      async ({ page, home }) => {
        const note = page.getByRole('alert').filter({ hasText: home.awsConfig }).first();
        await note.waitFor();
        expect(await note.innerText()).toContain(`${home.awsConfig}, line 4: `);
        expect(await page.locator('body').innerText()).not.toContain(SECRET);
      },
    ));

  test('no network: the profile says that its address does not answer', () =>
    withBerth({ arrange: (home) => profile(home, 'dev') }, async ({ page }) => {
      expect(await invoke(page, 'session.signIn', { profile: 'dev' })).toMatchObject({ ok: false, error: { code: 'network' } });
      const banner = page.getByRole('alert').filter({ hasText: 'dev · eu-central-1' });
      await banner.getByRole('button', { name: 'Try again' }).waitFor();
      expect((await banner.innerText()).split(/\s+/).length).toBeGreaterThan(6);
    }));

  test('wrong keys: the banner of the registry says so', () =>
    withBerth({ args: ['--sandbox'] }, async ({ page, home }) => {
      await sandboxReady(page);
      await profile(home, 'mistaken', { endpoint: await sandboxEndpoint(page) });
      const banner = page.getByRole('alert').filter({ hasText: `mistaken · ${REGION}` });
      await banner.waitFor();
      expect(await banner.innerText()).toMatch(/key|credential/i);
      const answer = await invoke(page, 'session.signIn', { profile: 'mistaken' });
      expect(answer).toMatchObject({ ok: false, error: { code: 'credentials-invalid' } });
      expect(JSON.stringify(answer)).not.toContain(SECRET);
    }));

  test('a broken config.json of Docker: signing in says where, and the file stays byte for byte', () => {
    const broken = '{\n  "auths": {\n    "registry.example": { "auth": "eDp5" },,\n  }\n}\n';
    return withBerth({ args: ['--sandbox'], arrange: (home) => writeFile(join(home.docker, 'config.json'), broken) }, async ({ page, home }) => {
      await sandboxReady(page);
      expect(await invoke(page, 'session.signIn', { profile: sandboxProfile })).toMatchObject({
        ok: false,
        error: { code: 'docker-config-malformed', message: expect.stringContaining('line 3') as string },
      });
      expect(await readFile(join(home.docker, 'config.json'), 'utf8')).toBe(broken);
      expect(await readdir(home.docker)).toEqual(['config.json']);
    });
  });
});

requires('display', 'docker').describe('Docker that goes away and comes back', () => {
  test('is noticed both ways without a click', async () => {
    const engine = await socketGate((process.env.DOCKER_HOST ?? '').replace('unix://', ''));
    try {
      await withBerth({ env: { DOCKER_HOST: `unix://${engine.path}` }, arrange: (home) => profile(home, 'dev') }, async ({ page }) => {
        const become = (wanted: string): Promise<unknown> =>
          until(`Docker to be ${wanted}`, async () => ((await topic(page, 'docker')).status === wanted ? true : undefined));
        await become('available');
        await engine.shut();
        await become('unavailable');
        await page.getByText('Docker is not reachable').waitFor();
        await engine.open();
        await become('available');
        await page.getByText('Docker is not reachable').waitFor({ state: 'hidden' });
      });
    } finally {
      await engine.close();
    }
  });
});
