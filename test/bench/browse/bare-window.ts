import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { _electron as electron } from 'playwright-core';
import { CELLS, ROWS } from './bare-rows';

/** As many plain rows as the list of repositories has, which are there as soon as the page is. */
const PAGE = `data:text/html,<title>blank</title>${`<div role=row style="display:grid;grid-template-columns:2fr repeat(8,1fr);height:30px">${'<div role=gridcell>some-team/service</div>'.repeat(CELLS)}</div>`.repeat(ROWS)}`;

/** How long a window of an Electron that does nothing else takes from being asked for until it has painted its rows, again and again, in milliseconds. `note` is `noteFirstRow`. */
export async function bareWindows(times: number, note: () => void): Promise<number[]> {
  const app = await electron.launch({ executablePath: process.env.BERTH_ELECTRON ?? '', args: [...(process.getuid?.() === 0 ? ['--no-sandbox'] : []), join(__dirname, 'blank')] });
  try {
    let current = await app.firstWindow();
    await app.context().addInitScript(note);
    await app.evaluate(({ app: one }) => void one.on('window-all-closed', () => undefined));
    const all: number[] = [];
    for (let turn = 0; turn < times; turn += 1) {
      const closed = current.waitForEvent('close');
      await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().forEach((window) => window.destroy()));
      await closed;
      await sleep(500);
      const opened = app.waitForEvent('window');
      const start = await app.evaluate(({ BrowserWindow }, address) => {
        const now = Date.now();
        void new BrowserWindow({ width: 1280, height: 800 }).loadURL(address);
        return now;
      }, PAGE);
      current = await opened;
      await current.waitForFunction(() => window.benchFirstRow !== undefined, undefined, { timeout: 20_000 });
      all.push((await current.evaluate(() => window.benchFirstRow ?? Number.NaN)) - start);
    }
    return all;
  } finally {
    await app.close();
  }
}
