import { homedir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The project's own folder, without a slash at its end. */
export const root = fileURLToPath(new URL('..', import.meta.url)).replace(/[\\/]$/, '');

/** @param {...string} parts @returns {string} an absolute path inside the project */
export const inProject = (...parts) => join(root, ...parts);

/** Berth's cache outside the repository: shared by every clone of one person. */
export const cacheFolder = () => {
  if (process.env.XDG_CACHE_HOME) return join(process.env.XDG_CACHE_HOME, 'berth');
  if (process.platform === 'win32') return join(process.env.LOCALAPPDATA ?? homedir(), 'berth', 'cache');
  return join(homedir(), process.platform === 'darwin' ? 'Library/Caches/berth' : '.cache/berth');
};

/** Says one step in one line, on stderr: stdout belongs to whatever is started in the end. */
export const say = (line) => process.stderr.write(`berth: ${line}\n`);

/** What a person can do something about: printed without a stack. */
export class SetUpError extends Error {}

/** Runs a script's body; a SetUpError becomes one sentence and exit code 1. */
export const main = async (body) => {
  try {
    await body();
  } catch (error) {
    process.stderr.write(`berth: ${error instanceof SetUpError ? error.message : (error?.stack ?? error)}\n`);
    process.exitCode = 1;
  }
};
