/** Set-up of the tests in the window: of one that fails, the log tells what Berth showed and said. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach } from 'vitest';
import { openBerths, type RunningBerth } from './launch-berth';

afterEach(async ({ task }) => {
  if (task.result?.state !== 'fail') return;
  for (const berth of openBerths) console.log(`“${task.name}” failed. ${await accountOf(berth)}`);
});

async function accountOf(berth: RunningBerth): Promise<string> {
  await berth.screenshot(`failed-${berth.pid}`).catch(() => undefined);
  const shown = await berth.page.locator('body').innerText({ timeout: 2000 }).catch(String);
  const log = await readFile(join(berth.home.berth, 'logs', 'berth.log'), 'utf8').catch(() => 'none');
  return [`Berth ${berth.pid} shows:`, shown.slice(0, 2000), 'Its page complained:', berth.complaints.join('\n'), 'It said:', berth.output().slice(-2000), 'Its log:', log.slice(-2000)].join('\n');
}
