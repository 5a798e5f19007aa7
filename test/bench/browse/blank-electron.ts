import { join } from 'node:path';
import { _electron as electron, type ElectronApplication } from 'playwright-core';

/** Does something with an Electron that has one empty window and nothing else, and ends it. */
export async function withBlankElectron<T>(work: (app: ElectronApplication) => Promise<T>): Promise<T> {
  const app = await electron.launch({
    executablePath: process.env.BERTH_ELECTRON ?? '',
    args: [...(process.getuid?.() === 0 ? ['--no-sandbox'] : []), join(__dirname, 'blank')],
  });
  try {
    return await work(app);
  } finally {
    await app.close();
  }
}
