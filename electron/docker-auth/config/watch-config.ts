import { existsSync } from 'node:fs';
import { dirname } from 'node:path';
import { watchFiles } from '../../profiles/watch-files';
import type { EditedFile } from './edited-file';

/** Calls `changed` after every write of the file, also behind a symbolic link, and when its folder comes only later. */
export function watchConfig(file: Pick<EditedFile, 'path' | 'target'>, changed: () => void, debounceMs = 0): () => void {
  let stopped = false;
  let watched = '';
  let stop = (): void => undefined;
  const arm = async (): Promise<void> => {
    const target = await file.target();
    const files = [...new Set([file.path, target])];
    const key = files.map((each) => `${each} ${existsSync(dirname(each))}`).join('\n');
    if (stopped || key === watched) return;
    stop();
    watched = key;
    stop = watchFiles(files, () => void arm().then(changed), debounceMs);
  };
  void arm();
  return () => {
    stopped = true;
    stop();
  };
}
