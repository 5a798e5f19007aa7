// `npm run pictures`: makes the pictures of the README from a real Berth with its sandbox, on throw-away folders.
import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bootstrap } from './bootstrap.mjs';
import { hasDisplay, virtualDisplay } from './display.mjs';
import { inProject, main, root, say } from './project.mjs';

/** Size of the window in the pictures, in CSS pixels. */
const SIZE = { width: 1360, height: 820 };

await main(async () => {
  const { runtime, env: runtimeEnv } = await bootstrap();
  const virtual = hasDisplay() ? undefined : await virtualDisplay();
  const home = await mkdtemp(join(tmpdir(), 'berth-pictures-'));
  const containers = await sampleContainers();
  const { _electron: electron } = await import('playwright-core');
  const app = await electron.launch({
    executablePath: runtime.program,
    args: [...(process.getuid?.() === 0 ? ['--no-sandbox'] : []), root, `--user-data-dir=${join(home, 'electron')}`, '--sandbox'],
    env: {
      ...process.env, ...runtimeEnv, ...virtual?.env,
      BERTH_HOME: join(home, 'berth'), DOCKER_CONFIG: join(home, 'docker'),
      AWS_CONFIG_FILE: join(home, 'none'), AWS_SHARED_CREDENTIALS_FILE: join(home, 'none'),
    },
  });
  try {
    const page = await app.firstWindow();
    await app.evaluate(({ BrowserWindow }, size) => BrowserWindow.getAllWindows()[0].setContentSize(size.width, size.height), SIZE);
    await page.getByRole('button', { name: 'Sign in all' }).click();
    await page.getByRole('row', { name: /shop\/api/ }).filter({ hasText: 'eu-central-1' }).first().click();
    await page.getByRole('row', { name: /2\.4\.1/ }).first().waitFor();
    // Toasts and the spinner of the first listing are gone by then.
    await page.waitForTimeout(6000);
    for (const theme of ['light', 'dark']) {
      await page.evaluate((choice) => globalThis.berth.invoke('settings.change', { theme: choice }), theme);
      await page.mouse.move(0, 0);
      await page.waitForTimeout(500);
      const path = inProject('build', 'pictures', `berth-${theme}.png`);
      await page.screenshot({ path });
      say(`wrote ${path}`);
    }
  } finally {
    await app.close();
    await containers.remove();
    await rm(home, { recursive: true, force: true });
    virtual?.close();
  }
});

/** Containers to show, where Docker has an image to make them of; pictures can be made without. */
async function sampleContainers() {
  const docker = (...args) =>
    new Promise((resolve) => {
      const child = spawn('docker', args, { stdio: ['ignore', 'pipe', 'ignore'] });
      let output = '';
      child.stdout.on('data', (chunk) => (output += chunk));
      child.on('error', () => resolve(''));
      child.on('close', () => resolve(output.trim()));
    });
  const [image] = (await docker('images', '--format', '{{.Repository}}:{{.Tag}}', '--filter', 'reference=*busybox*')).split('\n');
  if (!image) return { remove: () => undefined };
  const tags = ['shop/api:2.4.2', 'platform/ingress:1.19.2'];
  for (const tag of tags) await docker('tag', image, tag);
  const made = [];
  for (const [name, tag] of [['api', tags[0]], ['ingress', tags[1]], ['checkout-debug', tags[0]]]) made.push(await docker('run', '--detach', '--network', 'none', '--name', name, tag, 'sleep', '600'));
  await docker('stop', '--time', '0', made[2]);
  return {
    remove: async () => {
      await docker('rm', '--force', ...made.filter(Boolean));
      await docker('rmi', ...tags);
    },
  };
}
