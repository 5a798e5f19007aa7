import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { PNG } from 'pngjs';
import { afterAll, beforeAll, expect } from 'vitest';
import { command, topic } from '../support/bridge';
import { requires } from '../support/capabilities';
import { SHELL_IMAGE } from '../support/dockerd';
import { launchBerth, type RunningBerth } from '../support/launch-berth';
import { screenshotPixels } from '../support/screenshot-pixels';
import { foundRepository, repository, settled, startSandbox } from './steps';

const run = promisify(execFile);

/** The mean brightness of a picture, 0 (black) to 255 (white). */
const brightness = (png: Buffer): number => {
  const { data } = PNG.sync.read(png);
  let sum = 0;
  for (let at = 0; at < data.length; at += 4) sum += (data[at] ?? 0) + (data[at + 1] ?? 0) + (data[at + 2] ?? 0);
  return sum / ((data.length / 4) * 3);
};

requires('display').describe('how Berth looks', () => {
  let berth: RunningBerth;
  const container = `berth-looks-${process.pid}`;

  beforeAll(async () => {
    berth = await launchBerth();
  });
  afterAll(async () => {
    await run('docker', ['rm', '-f', container]).catch(() => undefined);
    await berth?.close();
  });

  /** Takes both pictures and holds them against each other. */
  const inBothThemes = async (name: string): Promise<void> => {
    const { page } = berth;
    const pictures: Record<string, Buffer> = {};
    for (const theme of ['light', 'dark'] as const) {
      await command(page, 'settings.change', { theme });
      await page.locator(`html[data-theme="${theme}"]`).waitFor();
      await settled(page);
      const picture = await berth.screenshot(`${name}-${theme}`);
      const { isBlank, width, height } = screenshotPixels(picture);
      expect({ theme, isBlank }).toEqual({ theme, isBlank: false });
      expect(Math.min(width, height)).toBeGreaterThan(400);
      pictures[theme] = picture;
    }
    expect(brightness(pictures['light'] ?? Buffer.alloc(0))).toBeGreaterThan(brightness(pictures['dark'] ?? Buffer.alloc(0)) + 50);
  };

  /** Whether what has the focus, or the row it names as active, looks different without it. */
  const focusMark = () =>
    berth.page.evaluate(async () => {
      const focused = document.activeElement as HTMLElement;
      const looks = async (): Promise<string> => {
        await Promise.all(document.getAnimations().filter((one) => one.effect?.getTiming().iterations !== Infinity).map((one) => one.finished.catch(() => undefined)));
        const named = document.getElementById(focused.getAttribute('aria-activedescendant') ?? '');
        const styles = [focused, named].flatMap((one) => (one === null ? [] : [null, '::before', '::after'].map((part) => getComputedStyle(one, part))));
        return styles.map((style) => [style.outline, style.boxShadow, style.borderColor, style.background, style.width, style.height].join()).join();
      };
      const withFocus = await looks();
      focused.blur();
      const without = await looks();
      focused.focus();
      return { of: focused.getAttribute('aria-label') ?? focused.textContent?.trim().slice(0, 40) ?? '', isBody: focused === document.body, marked: withFocus !== without };
    });

  requires().test('the first run, light and dark', async () => {
    await berth.page.getByRole('button', { name: 'Start the sandbox' }).waitFor();
    await inBothThemes('first-run');
  });

  requires().test('the main window, light and dark, with the focus of the keyboard in sight', async () => {
    const { page } = berth;
    await startSandbox(page);
    await repository(page, /shop\/api/).click();
    await page.getByRole('row', { name: /2\.4\.1/ }).first().waitFor();
    await inBothThemes('main-window');
    const places = new Set<string>();
    for (let step = 0; step < 12; step += 1) {
      await page.keyboard.press('Tab');
      const { of, isBody, marked } = await focusMark();
      expect({ of, isBody, marked }).toEqual({ of, isBody: false, marked: true });
      places.add(of);
    }
    expect(places.size).toBeGreaterThan(6);
  });

  requires('docker').test('the push sheet, light and dark', async () => {
    const { page } = berth;
    await run('docker', ['run', '-d', '--network', 'none', '--name', container, SHELL_IMAGE, '/bin/sleep', '600']);
    await expect.poll(async () => (await topic(page, 'docker')).containers.map(({ name }) => name), { timeout: 15_000 }).toContain(container);
    await page.getByRole('row', { name: container }).dragTo(await foundRepository(page, 'data/etl'));
    await page.getByRole('dialog', { name: `Push ${container}` }).getByRole('list', { name: 'Proposed tags' }).waitFor();
    await inBothThemes('push-sheet');
    expect(berth.complaints).toEqual([]);
  });
});
