import { watch, type FSWatcher } from 'node:fs';
import { basename, dirname } from 'node:path';

/**
 * Calls `changed` some 200 ms after one of these files came, went or was written. Folders are watched, because
 * editors replace files; a folder that is not there yet is found through its nearest parent.
 */
export function watchFiles(files: readonly string[], changed: () => void, debounceMs = 200): () => void {
  let timer: NodeJS.Timeout | undefined;
  const later = (): void => {
    clearTimeout(timer);
    timer = setTimeout(changed, debounceMs);
    timer.unref();
  };
  const watchers = files.flatMap((file) => watchFile(file, later) ?? []);
  return () => {
    clearTimeout(timer);
    watchers.forEach((watcher) => watcher.close());
  };
}

function watchFile(file: string, later: () => void): FSWatcher | undefined {
  const folder = dirname(file);
  try {
    // Some systems give no name; then it may have been this one.
    const watcher = watch(folder, { persistent: false }, (_, name) => {
      if (name === null || name === basename(file)) later();
    });
    watcher.on('error', () => watcher.close());
    return watcher;
  } catch {
    return folder === file ? undefined : watchFile(folder, later);
  }
}
