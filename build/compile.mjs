import { existsSync } from 'node:fs';
import { inProject, say, SetUpError } from './project.mjs';
import { mustRun } from './run.mjs';
import { isStamped, stampOfSources, writeStamp } from './stamp.mjs';

/** One Vite run each. A part whose first source is not there has nothing to build. */
const parts = {
  main: { entry: 'electron/main.ts', sources: ['electron', 'shared'], config: 'vite.electron.config.ts' },
  preload: { entry: 'electron/preload.ts', sources: ['electron/preload.ts', 'shared'], config: 'vite.electron.config.ts' },
  cli: { entry: 'electron/cli/berth.ts', sources: ['electron', 'shared'], config: 'vite.electron.config.ts' },
  renderer: { entry: 'renderer/index.html', sources: ['renderer', 'shared', 'build/drawn-icons.mjs'], config: 'vite.renderer.config.ts' },
};

/** The bundles that the window needs. */
export const applicationParts = ['main', 'preload', 'cli', 'renderer'];
/** The bundles that the command line needs: the keychain child lives in main's. */
export const commandLineParts = ['main', 'cli'];

/** @returns {string[]} those of the given parts whose bundle is missing or older than its sources */
export const staleParts = (names, at = inProject) =>
  names.filter((name) => {
    const { entry } = parts[name];
    return existsSync(at(entry)) && !isStamped(stampFile(name, at), stampOf(name, at));
  });

/** Builds what is stale. `quiet` says nothing unless it fails. */
export const compile = async (names, { quiet = false } = {}) => {
  const stale = staleParts(names);
  if (stale.length === 0) return;
  if (!quiet) say(`building ${stale.join(', ')}`);
  for (const name of stale) {
    // Taken before the build: a source saved meanwhile makes the next start build again.
    const stamp = stampOf(name, inProject);
    await build(name);
    writeStamp(stampFile(name, inProject), stamp);
  }
};

const build = (name) => {
  if (!existsSync(inProject('node_modules', 'vite'))) throw new SetUpError('Vite is missing: run `npm ci`.');
  const vite = inProject('node_modules', 'vite', 'bin', 'vite.js');
  const mode = name === 'renderer' ? 'production' : name;
  const env = { ...process.env, NODE_ENV: 'production', NO_COLOR: '1' };
  return mustRun(
    `Building ${name}`,
    process.execPath,
    [vite, 'build', '--config', inProject('build', parts[name].config), '--mode', mode, '--logLevel', 'warn'],
    { env },
  );
};

const stampFile = (name, at) => at('dist', `.${name}.stamp`);

const stampOf = (name, at) => {
  const { sources, config } = parts[name];
  return stampOfSources([...sources, `build/${config}`, 'package.json', 'package-lock.json'].map((path) => at(path)));
};
