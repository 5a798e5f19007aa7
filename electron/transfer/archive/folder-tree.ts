import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { join, normalize, sep } from 'node:path';
import { Readable } from 'node:stream';
import { type FileTree, malformed } from './file-tree';

/** A folder (an OCI layout, unpacked) as a FileTree; a path that leads out of it is not there. */
export function openFolder(folder: string): FileTree {
  const inside = (path: string): string | undefined => {
    const whole = normalize(join(folder, path));
    return whole.startsWith(normalize(folder + sep)) ? whole : undefined;
  };
  const size = async (path: string): Promise<number | undefined> => {
    const whole = inside(path);
    const found = whole === undefined ? undefined : await stat(whole).catch(() => undefined);
    return found?.isFile() === true ? found.size : undefined;
  };
  return {
    size,
    read: async (path, range) => {
      const whole = inside(path);
      if (whole === undefined || (await size(path)) === undefined) throw malformed(folder, `${path} is missing`);
      if (range === undefined) return createReadStream(whole);
      return range.start >= range.end ? Readable.from([]) : createReadStream(whole, { start: range.start, end: range.end - 1 });
    },
    close: () => Promise.resolve(),
  };
}
