/** The words that run Berth's helper (`entry`) with the runtime of this process: Node, or Electron in its stead. */
export function helperCommand(entry: string, platform: NodeJS.Platform): string[] {
  const { execPath, versions } = process;
  if (!('electron' in versions) || platform === 'win32') return [execPath, entry];
  return ['/usr/bin/env', 'ELECTRON_RUN_AS_NODE=1', execPath, entry];
}
