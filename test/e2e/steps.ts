/** Steps that several of these tests take in the window. */
import { source as axe } from 'axe-core';
import type { Locator, Page } from 'playwright-core';
import { expect } from 'vitest';
import { command } from '../support/bridge';
import type { RunningBerth } from '../support/launch-berth';

/** Clicks the offer of the first run and waits for the repositories of both accounts. */
export const startSandbox = async (page: Page): Promise<void> => {
  await page.getByRole('button', { name: 'Start the sandbox' }).click();
  await repositoriesOfBothAccounts(page);
};

/** Waits until a repository of each of the sandbox's two accounts is on the screen. */
export const repositoriesOfBothAccounts = async (page: Page): Promise<void> => {
  for (const name of [/data\/etl/, /payments\/ledger/]) await repository(page, name).waitFor();
};

/** The first row of a repository of the sandbox, in the European region. */
export const repository = (page: Page, name: RegExp): Locator =>
  page.getByRole('row', { name }).filter({ hasText: 'eu-central-1' }).first();

/** Searches for a repository and answers its row in the European region. */
export const foundRepository = async (page: Page, name: string): Promise<Locator> => {
  await page.getByRole('searchbox', { name: 'Search repositories' }).fill(name);
  const row = repository(page, new RegExp(name));
  await row.waitFor();
  return row;
};

interface Finding {
  id: string;
  nodes: { html: string; failureSummary?: string }[];
}

/** What axe has against the page as it stands, WCAG 2.1 A and AA. */
export const objections = async (page: Page): Promise<string[]> => {
  await page.evaluate(axe);
  const { violations } = await page.evaluate(() =>
    (globalThis as unknown as { axe: { run(options: object): Promise<{ violations: Finding[] }> } }).axe.run({ runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa'] }),
  );
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html, failureSummary }) => `${html.slice(0, 160)} ${failureSummary ?? ''}`).slice(0, 3).join(' | ')}`);
};

/** Waits until nothing moves any more: colours fade into each other, and nothing is judged before they have. */
export const settled = async (page: Page): Promise<void> => {
  await page.evaluate(async () => {
    const ending = document.getAnimations().filter((one) => one.effect?.getTiming().iterations !== Infinity);
    await Promise.all(ending.map((one) => one.finished.catch(() => undefined)));
  });
};

/** Photographs the window in dark and in light; axe has nothing against either. */
export const inBothLooks = async (berth: RunningBerth, name: string): Promise<void> => {
  const { page } = berth;
  for (const theme of ['dark', 'light'] as const) {
    await command(page, 'settings.change', { theme });
    await page.locator(`html[data-theme="${theme}"]`).waitFor();
    await settled(page);
    await berth.screenshot(`${name}-${theme}`);
    expect(await objections(page)).toEqual([]);
  }
};
