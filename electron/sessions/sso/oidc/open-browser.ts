import { spawn } from 'node:child_process';

export interface BrowserSurroundings {
  env: Readonly<Record<string, string | undefined>>;
  platform: NodeJS.Platform;
}

/**
 * Opens a page in the person's browser: with the program in BROWSER, or as the system does. Rejects when none can be
 * opened: on a machine reached over SSH, and on a Linux without a display.
 */
export const openBrowserFrom = (around: BrowserSurroundings) => async (url: string): Promise<void> => {
  const [program, ...args] = commandFor(around);
  if (program === undefined) throw new Error('There is no browser on this machine.');
  const child = spawn(program, [...args, url], { detached: true, stdio: 'ignore' });
  await new Promise<void>((resolve, reject) => {
    child.on('error', reject);
    child.on('exit', (code) => (code === 0 ? resolve() : reject(new Error(`The browser ended with ${code}.`))));
    child.unref();
  });
};

function commandFor({ env, platform }: BrowserSurroundings): readonly string[] {
  if (env.BROWSER) return [env.BROWSER];
  // The browser is where the person is, not here.
  if (env.SSH_CONNECTION || env.SSH_TTY) return [];
  if (platform === 'darwin') return ['open'];
  if (platform === 'win32') return ['rundll32', 'url.dll,FileProtocolHandler'];
  return env.DISPLAY || env.WAYLAND_DISPLAY ? ['xdg-open'] : [];
}
