import { once } from 'node:events';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect } from 'vitest';
import { createBerthHome, type BerthHome } from '../support/berth-home';
import { command, topic } from '../support/bridge';
import { requires } from '../support/capabilities';
import { putImage } from '../support/keeping-image';
import { type KeepingRegistry, startKeepingRegistry } from '../support/keeping-registry';
import { launchBerth, type RunningBerth } from '../support/launch-berth';

const MB = 1_000_000;
const PIECE = 64 * 1024;

requires('display').describe('jobs', () => {
  let home: BerthHome;
  let berth: RunningBerth;
  let source: KeepingRegistry;
  let target: KeepingRegistry;
  beforeAll(async () => {
    [source, target] = await Promise.all([startKeepingRegistry(), startKeepingRegistry({ pieces: PIECE })]);
    home = await createBerthHome();
    // Somebody who has a profile sees the window proper.
    await writeFile(home.awsConfig, '[profile dev]\nregion = eu-central-1\naws_access_key_id = AKIAEXAMPLE000000001\naws_secret_access_key = example\nendpoint_url = http://127.0.0.1:9\n');
    berth = await launchBerth({ home });
  });
  afterAll(async () => {
    await berth?.close();
    await home?.remove();
    await Promise.all([source.close(), target.close()]);
  });

  /** Notes what the taskbar is told from now on. */
  const watchTaskbar = (): Promise<void> =>
    berth.app.evaluate(({ BrowserWindow }) => {
      const told: string[] = [];
      Object.assign(globalThis, { berthTaskbar: told });
      const [window] = BrowserWindow.getAllWindows();
      if (window === undefined) throw new Error('There is no window.');
      const shown = window.setProgressBar.bind(window);
      window.setProgressBar = (value, options) => {
        told.push(`${options?.mode ?? ''} ${value.toFixed(2)}`);
        shown(value, options);
      };
    });
  const taskbar = (): Promise<string[]> => berth.app.evaluate(() => (globalThis as unknown as { berthTaskbar: string[] }).berthTaskbar);

  requires().test('Berth killed in the middle of a copy has it interrupted at the next start, and Resume moves what is missing', async () => {
    const digest = await putImage(source.host, [2 * MB, 60 * MB]);
    const total = 62 * MB;
    target.slow(8 * MB);
    await watchTaskbar();
    await command(berth.page, 'image.copy', { from: `${source.host}/team/app:v1`, to: `${target.host}/team/copy:v1` });
    await berth.page.keyboard.press('Control+j');
    const list = berth.page.getByRole('region', { name: 'List of jobs' });
    await list.getByRole('progressbar', { name: /^Copy team\/app:v1/ }).waitFor();
    await list.getByText(/\d MB\/s · \d+ s left/).waitFor();
    await expect.poll(taskbar).toContainEqual(expect.stringMatching(/^normal 0\.\d\d$/));

    await expect.poll(() => target.received(), { timeout: 60_000, interval: 20 }).toBeGreaterThan(20 * MB);
    expect(await readFile(join(home.berth, 'open-uploads.json'), 'utf8')).toContain(target.host);
    const gone = once(berth.app.process(), 'exit');
    process.kill(berth.pid, 'SIGKILL');
    await gone;
    expect(target.manifests.size).toBe(0);
    await expect.poll(async () => {
      const before = target.received();
      await new Promise((resolve) => setTimeout(resolve, 300));
      return target.received() - before;
    }).toBe(0);
    const before = target.received();

    target.slow(0);
    berth = await launchBerth({ home });
    await watchTaskbar();
    await expect.poll(async () => (await topic(berth.page, 'jobs')).jobs.map(({ status }) => status)).toEqual(['interrupted']);
    await berth.page.keyboard.press('Control+j');
    await berth.page.getByRole('button', { name: /^Resume Copy team\/app:v1/ }).click();
    await expect.poll(async () => (await topic(berth.page, 'jobs')).jobs, { timeout: 60_000 }).toMatchObject([{ status: 'succeeded', outcome: { digest } }]);
    const again = target.received() - total;
    process.stdout.write(`Berth killed after ${(before / MB).toFixed(1)} of ${total / MB} MB: ${((target.received() - before) / MB).toFixed(1)} MB sent after Resume, ${(again / 1024).toFixed(0)} KiB of them again\n`);
    expect(again).toBeLessThan(3 * PIECE);
    await expect.poll(async () => (await taskbar()).at(-1)).toBe('none -1.00');
  });

  requires().test('a copy is cancelled at once though its target keeps silent, and offers to be tried again', async () => {
    const silence = target.hold(({ method, path }) => method !== 'HEAD' && path.includes('/uploads/'));
    await putImage(source.host, [3 * MB]);
    await command(berth.page, 'image.copy', { from: `${source.host}/team/app:v1`, to: `${target.host}/team/held:v1` });
    await expect.poll(() => silence.held(), { timeout: 30_000 }).toBeGreaterThan(0);
    await berth.page.getByRole('button', { name: /^Cancel Copy team\/app:v1 → team\/held/ }).click();
    await berth.page.getByRole('button', { name: /^Retry Copy team\/app:v1 → team\/held/ }).waitFor();
    expect((await topic(berth.page, 'jobs')).jobs[0]).toMatchObject({ status: 'cancelled' });
    silence.release();
    await berth.page.getByRole('button', { name: 'Clear finished' }).click();
    await berth.page.getByText('No jobs', { exact: true }).first().waitFor();
    expect(berth.complaints).toEqual([]);
  });
});
