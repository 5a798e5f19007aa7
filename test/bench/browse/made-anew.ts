import { setTimeout as sleep } from 'node:timers/promises';
import type { ElectronApplication, Page } from 'playwright-core';
import { CELLS, ROWS } from './bare-rows';
import { withBlankElectron } from './blank-electron';
import { noteFirstRow } from './in-page';

/** Between the end of a window and the next one, in milliseconds: its process is gone by then. */
const PAUSE_MS = 500;

/**
 * How long a window takes from being asked for until it has painted its first rows, made anew again and again, in milliseconds; and the last one. `open`
 * asks for it, and answers when it did, in epoch milliseconds.
 */
export async function madeAnew(app: ElectronApplication, { page, times, open }: { page: Page; times: number; open: () => Promise<number> }): Promise<{ waits: number[]; page: Page }> {
  await app.context().addInitScript(noteFirstRow);
  // With the last of its windows Electron would go.
  await app.evaluate(({ app: electron }) => void electron.removeAllListeners('window-all-closed').on('window-all-closed', () => undefined));
  let current = page;
  const waits: number[] = [];
  for (let turn = 0; turn < times; turn += 1) {
    const closed = current.waitForEvent('close');
    await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().forEach((window) => window.destroy()));
    await closed;
    await sleep(PAUSE_MS);
    const opened = app.waitForEvent('window');
    const start = await open();
    current = await opened;
    await current.waitForFunction(() => window.benchFirstRow !== undefined, undefined, { timeout: 20_000 });
    waits.push((await current.evaluate(() => window.benchFirstRow ?? Number.NaN)) - start);
  }
  return { waits, page: current };
}

/** As many plain rows as the list of repositories has, which are there as soon as the page is. */
const PAGE = `data:text/html,<title>blank</title>${`<div role=row style="display:grid;grid-template-columns:2fr repeat(8,1fr);height:30px">${'<div role=gridcell>some-team/service</div>'.repeat(CELLS)}</div>`.repeat(ROWS)}`;

/** The same of a window with nothing but plain rows, in an Electron that does nothing else. */
export const bareWindows = (times: number): Promise<number[]> =>
  withBlankElectron(async (app) => {
    const open = (): Promise<number> =>
      app.evaluate(({ BrowserWindow }, address) => {
        const now = Date.now();
        void new BrowserWindow({ width: 1280, height: 800 }).loadURL(address);
        return now;
      }, PAGE);
    return (await madeAnew(app, { page: await app.firstWindow(), times, open })).waits;
  });
