import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { BrowserWindow } from 'electron';

export interface ScreenshotOptions {
  /** Folder that receives `berth-1.png`, `berth-2.png` … */
  folder: string;
  window: BrowserWindow;
  log: (line: string) => void;
  /** Pictures after the first come this often, when the window looks different from the last one. */
  everyMs?: number;
}

/** A window that has not painted is looked at again after this. */
const UNPAINTED_MS = 300;

/** @param pixels four bytes each */
const isOneColour = (pixels: Buffer): boolean => pixels.equals(Buffer.alloc(pixels.length, pixels.subarray(0, 4)));

/** For a machine without a display: writes what the window shows to files, as long as it is open. */
export function writeScreenshots({ folder, window, log, everyMs = 5_000 }: ScreenshotOptions): void {
  let last = '';
  let count = 0;
  let busy = false;

  const shoot = async (): Promise<void> => {
    if (busy || window.isDestroyed()) return;
    busy = true;
    try {
      const image = await window.webContents.capturePage();
      const png = image.toPNG();
      const text = png.toString('base64');
      // Ready to show comes before the first paint: a picture of one colour is of nothing yet.
      if (image.isEmpty() || isOneColour(image.toBitmap())) return void setTimeout(() => void shoot(), UNPAINTED_MS);
      if (text === last) return;
      last = text;
      await mkdir(folder, { recursive: true });
      const file = join(folder, `berth-${(count += 1)}.png`);
      await writeFile(file, png);
      log(`Screenshot: ${file}`);
    } catch (thrown) {
      log(`No screenshot: ${thrown instanceof Error ? thrown.message : String(thrown)}`);
    } finally {
      busy = false;
    }
  };

  let timer: NodeJS.Timeout | undefined;
  window.once('ready-to-show', () => {
    void shoot();
    timer = setInterval(() => void shoot(), everyMs);
  });
  window.once('closed', () => clearInterval(timer));
}
