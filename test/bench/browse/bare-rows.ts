import { setTimeout as sleep } from 'node:timers/promises';
import { withBlankElectron } from './blank-electron';

/** As many as the list of repositories has, with as many cells. */
export const ROWS = 39;
export const CELLS = 9;

/** Replaces every text of plain rows as a letter typed would; answers the milliseconds until that has been painted. */
const replaceTexts = async ({ turn, rows, cells }: { turn: number; rows: number; cells: number }): Promise<number> => {
  if (document.body.childElementCount === 0) {
    const style = 'display:grid;grid-template-columns:2fr repeat(8,1fr);height:30px;overflow:hidden;white-space:nowrap';
    for (let row = 0; row < rows; row += 1) {
      const line = document.body.appendChild(document.createElement('div'));
      line.style.cssText = style;
      for (let cell = 0; cell < cells; cell += 1) line.appendChild(document.createElement('div')).textContent = 'nothing yet';
    }
    await new Promise(requestAnimationFrame);
  }
  const start = performance.now();
  for (const [row, line] of [...document.body.children].entries()) for (const [cell, each] of [...line.children].entries()) each.textContent = `${turn}-team-${row}/service-${cell * turn}`;
  await new Promise<void>((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => resolve();
    requestAnimationFrame(() => port2.postMessage(0));
  });
  return performance.now() - start;
};

/** What painting other texts alone takes on this computer: an Electron with nothing but so many plain rows, without a question to anybody. */
export const bareRows = (times: number, paceMs: number): Promise<number[]> =>
  withBlankElectron(async (app) => {
    const page = await app.firstWindow();
    const all: number[] = [];
    for (let turn = 0; turn < times; turn += 1) {
      await sleep(paceMs);
      all.push(await page.evaluate(replaceTexts, { turn, rows: ROWS, cells: CELLS }));
    }
    return all;
  });
