/**
 * The words with which other programs call Berth's command line, for a `credential_process` line. `undefined` where there are none that
 * last: an AppImage is somewhere else at each start, and on Windows Electron cannot be told to be Node within one line.
 */
export function berthCommand({ execPath, script, isElectron, platform, env }: {
  execPath: string;
  /** The bundled command line, absolute. */
  script: string;
  isElectron: boolean;
  platform: NodeJS.Platform;
  env: Readonly<Record<string, string | undefined>>;
}): readonly string[] | undefined {
  if (!isElectron) return [execPath, script];
  if (platform === 'win32' || env.APPIMAGE !== undefined) return undefined;
  return ['/usr/bin/env', 'ELECTRON_RUN_AS_NODE=1', execPath, script];
}
