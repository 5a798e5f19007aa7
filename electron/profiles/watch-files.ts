import { watch, type FSWatcher } from 'node:fs';
import { dirname } from 'node:path';

/**
 * Calls `changed` some 200 ms after anything happened in the folders of these files. Folders, because editors
 * replace files; a folder that is not there yet is found through its parent.
 */
export function watchFiles(files: readonly string[], changed: () => void, debounceMs = 200): () => void {
  let timer: NodeJS.Timeout | undefined;
  const later = (): void => {
    clearTimeout(timer);
    timer = setTimeout(changed, debounceMs);
    timer.unref();
  };
  const watchers = [...new Set(files.map((file) => dirname(file)))].flatMap((folder) => watchFolder(folder, later) ?? []);
  return () => {
    clearTimeout(timer);
    watchers.forEach((watcher) => watcher.close());
  };
}

function watchFolder(folder: string, later: () => void): FSWatcher | undefined {
  try {
    const watcher = watch(folder, { persistent: false }, later);
    watcher.on('error', () => watcher.close());
    return watcher;
  } catch {
    const parent = dirname(folder);
    return parent === folder ? undefined : watchFolder(parent, later);
  }
}
