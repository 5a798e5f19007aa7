/** The window with the demo behind it, for tests: built once, opened anew for each test. */
import { join } from 'node:path';
import { source as axe } from 'axe-core';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { DemoBridge, DemoOptions } from './bridge';
import { builtWindow, type BuiltWindow } from './built-window';
import { findChromium, launch, show } from './page';

const executable = findChromium();
const root = join(__dirname, '../../..');
export const sizes = { wide: { width: 1440, height: 900 }, narrow: { width: 900, height: 600 } };

interface Finding {
  id: string;
  nodes: { html: string; failureSummary?: string }[];
}
declare global {
  interface Window {
    demoBridge?: DemoBridge;
    axe?: { run(context: Document, options: object): Promise<{ violations: Finding[] }> };
  }
}

export type OpenWindow = (
  options: Partial<DemoOptions>,
  steps: (page: Page, complaints: string[]) => Promise<void>,
  size?: { width: number; height: number },
) => Promise<void>;
/** A screen with its name, the mood it is shown in, and the way to it. */
export type Screen = [string, Partial<DemoOptions>, (page: Page) => Promise<void>];

/** What axe has against the page as it stands, WCAG 2.1 A and AA. */
async function objections(page: Page): Promise<string[]> {
  await page.evaluate(axe);
  const found = await page.evaluate(() =>
    window.axe?.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa'] }),
  );
  if (found === undefined) throw new Error('axe did not run.');
  return found.violations.map(
    ({ id, nodes }) =>
      `${id}: ${nodes
        .map((n) => `${n.html.slice(0, 160)} ${n.failureSummary ?? ''}`)
        .slice(0, 3)
        .join(' | ')}`,
  );
}
/** The inputs of every call of a command so far. */
export const called = (page: Page, name: string): Promise<unknown[]> =>
  page.evaluate(
    (wanted) =>
      (window.demoBridge?.calls ?? []).filter((call) => call.name === wanted).map(({ input }) => input),
    name,
  );

const reason = executable === undefined ? ' [skipped, chromium: not found on this machine]' : '';
/** Tests in a real Chromium, where this machine has one; `tests` gets the way to open the window. */
export function describeWindow(name: string, tests: (open: OpenWindow) => void): void {
  describe.skipIf(executable === undefined)(`${name}${reason}`, () => {
    let built: BuiltWindow;
    let browser: Browser | undefined;

    beforeAll(async () => {
      built = await builtWindow(root);
      browser = await launch(executable ?? '');
    }, 400_000);
    afterAll(() => browser?.close());

    const open: OpenWindow = async (
      options: Partial<DemoOptions>,
      steps: (page: Page, complaints: string[]) => Promise<void>,
      size = sizes.wide,
    ): Promise<void> => {
      if (browser === undefined) throw new Error('Chromium was not started.');
      const { page, complaints } = await show(browser, built, {
        scenario: 'full',
        theme: 'light',
        ...options,
        ...size,
      });
      page.setDefaultTimeout(20_000);
      try {
        await steps(page, complaints);
        expect(complaints).toEqual([]);
      } finally {
        await page.context().close();
      }
    };
    tests(open);
  });
}

/** Axe has nothing against any of these screens, in light and in dark. */
export function testLooks(open: OpenWindow, screens: Screen[]): void {
  for (const theme of ['light', 'dark'] as const) {
    test.each(screens)(`axe has nothing against %s (${theme})`, async (_name, options, go) => {
      await open({ ...options, theme }, async (page) => {
        await go(page);
        expect(await objections(page)).toEqual([]);
      });
    });
  }
}
