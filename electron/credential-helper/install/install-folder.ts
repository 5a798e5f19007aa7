import { posix, win32 } from 'node:path';

export interface InstallSurroundings {
  env: Readonly<Record<string, string | undefined>>;
  home: string;
  platform: NodeJS.Platform;
}

/** A folder for the program, and whether Docker finds it there. */
export interface InstallFolder {
  folder: string;
  onPath: boolean;
}

/** Folders that a person may have for programs of their own, the best first. */
export function programFolders({ env, home, platform }: InstallSurroundings): string[] {
  if (platform === 'win32') return [win32.join(env.LOCALAPPDATA ?? win32.join(home, 'AppData', 'Local'), 'Berth', 'bin')];
  const own = [posix.join(home, '.local', 'bin'), posix.join(home, 'bin')];
  const shared = ['/usr/local/bin', ...(platform === 'darwin' ? ['/opt/homebrew/bin'] : [])];
  // Programs of the Mac's desktop are started with a bare PATH, which has none of the home's folders.
  return platform === 'darwin' ? [...shared, ...own] : [...own, ...shared];
}

/** The first folder of the PATH that may be written; else the first that may be written at all. */
export function chooseFolder(around: InstallSurroundings, mayWrite: (folder: string) => boolean): InstallFolder | undefined {
  const path = pathFolders(around);
  const usable = programFolders(around).filter(mayWrite);
  const folder = usable.find((one) => path.includes(one)) ?? usable[0];
  return folder === undefined ? undefined : { folder, onPath: path.includes(folder) };
}

/** The folders of the PATH, without slashes at their ends. */
export function pathFolders({ env, platform }: Pick<InstallSurroundings, 'env' | 'platform'>): string[] {
  const text = env.PATH ?? env.Path ?? '';
  return text.split(platform === 'win32' ? ';' : ':').map((folder) => folder.replace(/(?<=.)[\\/]+$/, '')).filter((folder) => folder !== '');
}

/** What a person does once so that Docker finds the program: the line, and where it goes. */
export function pathAdvice(folder: string, { env, home, platform }: InstallSurroundings): string {
  if (platform === 'win32') return `setx PATH "%PATH%;${folder}"`;
  const shown = folder.startsWith(`${home}/`) ? `$HOME${folder.slice(home.length)}` : folder;
  const shell = posix.basename(env.SHELL ?? '');
  if (shell === 'fish') return `fish_add_path ${shown}`;
  const file = shell === 'zsh' ? '~/.zprofile' : '~/.profile';
  return `echo 'export PATH="${shown}:$PATH"' >> ${file}`;
}
