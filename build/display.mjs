import { spawn } from 'node:child_process';
import { say, SetUpError } from './project.mjs';

export const hasDisplay = (env = process.env) =>
  process.platform !== 'linux' || Boolean(env.DISPLAY || env.WAYLAND_DISPLAY);

/**
 * Starts a virtual display of its own.
 * @returns {Promise<{env: {DISPLAY: string}, close: () => void}>} after it answers
 */
export const virtualDisplay = () =>
  new Promise((resolve, reject) => {
    // Xvfb chooses a free number itself and writes it to descriptor 3 once clients may connect.
    const args = ['-displayfd', '3', '-screen', '0', '1440x900x24', '-nolisten', 'tcp'];
    const server = spawn('Xvfb', args, { stdio: ['ignore', 'ignore', 'ignore', 'pipe'] });
    server.on('error', (error) => reject(new SetUpError(`Xvfb could not be started: ${error.message}`)));
    server.on('exit', (code) => reject(new SetUpError(`Xvfb ended with ${code} before it was ready.`)));
    server.stdio[3].once('data', (number) =>
      resolve({ env: { DISPLAY: `:${String(number).trim()}` }, close: () => server.kill() }),
    );
  });

/** Says where pictures of a window nobody can see go, and gives the environment that asks the shell for them. */
export const screenshots = (folder) => {
  say(`there is no display: running on a virtual one, screenshots go to ${folder}`);
  return { BERTH_SCREENSHOTS: folder };
};
