import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { readBounds, type WindowBounds } from './window-bounds';

/** The last bounds in `file`; undefined when there are none. Read before the window opens, hence at once. */
export function loadBounds(file: string): WindowBounds | undefined {
  try {
    return readBounds(readFileSync(file, 'utf8'));
  } catch {
    return undefined;
  }
}

/** Remembers the bounds. Runs while the window closes, hence at once; a disk that is full costs the memory only. */
export function saveBounds(file: string, bounds: WindowBounds): void {
  try {
    mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
    writeFileSync(`${file}.new`, JSON.stringify(bounds), { mode: 0o600 });
    renameSync(`${file}.new`, file);
  } catch {
    // Nothing depends on it: the next start opens in the middle.
  }
}
