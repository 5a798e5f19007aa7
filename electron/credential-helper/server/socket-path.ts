import { createHash } from 'node:crypto';
import { join } from 'node:path';

/** Bytes of a socket's path that every system takes (macOS: 104 with the final zero). */
const LONGEST = 103;

/**
 * Where the running Berth listens: a socket in its own folder, or a named pipe on Windows. `undefined` when the path is too
 * long for a socket; then the helper always works by itself.
 */
export function helperSocket(data: string, platform: NodeJS.Platform): string | undefined {
  if (platform === 'win32') return `\\\\.\\pipe\\berth-helper-${createHash('sha256').update(data.toLowerCase()).digest('hex').slice(0, 24)}`;
  const path = join(data, 'run', 'helper.sock');
  return Buffer.byteLength(path) > LONGEST ? undefined : path;
}
