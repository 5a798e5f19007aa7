import { createReadStream } from 'node:fs';
import { realpath, stat } from 'node:fs/promises';
import { join, sep } from 'node:path';
import { Readable } from 'node:stream';
import { type FileTree, shown } from './file-tree';
import { malformed } from './malformed';

/** A folder (an OCI layout, unpacked) as a FileTree; a path or link that leads out of it is not there. */
export function openFolder(folder: string): FileTree {
  const inside = async (path: string): Promise<string | undefined> => {
    // A null byte makes the call fail rather than find nothing.
    const found = await Promise.all([realpath(folder), realpath(join(folder, path))]).catch(() => undefined);
    if (found === undefined) return undefined;
    const [root, whole] = found;
    return whole.startsWith(root.endsWith(sep) ? root : root + sep) ? whole : undefined;
  };
  const size = async (path: string): Promise<number | undefined> => {
    const whole = await inside(path);
    const found = whole === undefined ? undefined : await stat(whole).catch(() => undefined);
    return found?.isFile() === true ? found.size : undefined;
  };
  return {
    size,
    read: async (path, range) => {
      const whole = await inside(path);
      if (whole === undefined || (await size(path)) === undefined) throw malformed(folder, `${shown(path)} is missing`);
      if (range === undefined) return createReadStream(whole);
      return range.start >= range.end ? Readable.from([]) : createReadStream(whole, { start: range.start, end: range.end - 1 });
    },
  };
}
