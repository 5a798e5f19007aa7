import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** Every file under the given files and folders, sorted; what is not there is left out. */
const filesUnder = (path) => {
  const found = statSync(path, { throwIfNoEntry: false });
  if (!found) return [];
  if (!found.isDirectory()) return [{ path, size: found.size, time: found.mtimeMs }];
  return readdirSync(path)
    .filter((name) => name !== 'node_modules' && !name.startsWith('.'))
    .sort()
    .flatMap((name) => filesUnder(join(path, name)));
};

/** A stamp of sources by name, size and time of change: cheap enough for every start. */
export const stampOfSources = (paths) => {
  const hash = createHash('sha256');
  for (const file of paths.flatMap(filesUnder)) hash.update(`${file.path}\0${file.size}\0${file.time}\n`);
  return hash.digest('hex');
};

/** A stamp of one file's content. */
export const stampOfContent = (path) => createHash('sha256').update(readFileSync(path)).digest('hex');

/** @returns {boolean} whether `stamp` is what was last written to `file` */
export const isStamped = (file, stamp) => {
  try {
    return readFileSync(file, 'utf8') === stamp;
  } catch {
    return false;
  }
};

/** Writes the stamp, so that a run cut off in the middle is never taken for a finished one. */
export const writeStamp = (file, stamp) => {
  mkdirSync(dirname(file), { recursive: true });
  const half = `${file}.${process.pid}`;
  writeFileSync(half, stamp);
  renameSync(half, file);
};
