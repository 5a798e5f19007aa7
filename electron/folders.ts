import { join } from 'node:path';

/** Where Berth keeps its own files; passed in everywhere, so that tests and scripts can move it. */
export interface BerthFolders {
  data: string;
}

/** `BERTH_HOME`, or the platform's folder for a person's application data (XDG, Library, AppData). */
export function berthFolders(surroundings: {
  env: Readonly<Record<string, string | undefined>>;
  home: string;
  platform: string;
}): BerthFolders {
  const { env, home, platform } = surroundings;
  if (env.BERTH_HOME) return { data: env.BERTH_HOME };
  if (platform === 'darwin') return { data: join(home, 'Library', 'Application Support', 'Berth') };
  if (platform === 'win32') return { data: join(env.APPDATA ?? join(home, 'AppData', 'Roaming'), 'Berth') };
  return { data: join(env.XDG_CONFIG_HOME ?? join(home, '.config'), 'berth') };
}
