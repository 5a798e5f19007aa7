// Builds `docker-credential-berth`, the launcher: compiled where there is a C compiler, else a small script that does the
// same without asking the running Berth.
import { chmodSync, copyFileSync, existsSync, mkdirSync, renameSync } from 'node:fs';
import { inProject, say } from './project.mjs';
import { run } from './run.mjs';
import { isStamped, stampOfSources, writeStamp } from './stamp.mjs';
import { hasProgram } from './system-packages.mjs';

const source = 'build/launcher/docker-credential-berth.c';
const script = 'build/launcher/docker-credential-berth.sh';

/** Where the launcher is, once it is built. */
export const launcher = () => inProject('dist', 'launcher', 'docker-credential-berth');

export const strict = [
  '-std=c11', '-O2', '-Wall', '-Wextra', '-Wconversion', '-Wshadow', '-Wformat=2', '-Werror', '-D_FORTIFY_SOURCE=2', '-fstack-protector-strong',
];
/** Static starts fastest; not every system can, nor every compiler all of it. */
const ways = [['-static-pie', '-fPIE', '-Wl,-z,relro,-z,now', '-s'], ['-static', '-Wl,-z,relro,-z,now', '-s'], ['-fPIE', '-pie', '-Wl,-z,relro,-z,now', '-s'], []];

const compileTo = async (output) => {
  for (const way of ways) if ((await run('cc', [...strict, ...way, '-o', output, inProject(source)])).code === 0) return true;
  return false;
};

/** Builds what is missing or older than its source. `hasCompiler` is for tests. */
export const buildLauncher = async ({ quiet = false, output = launcher(), hasCompiler = hasProgram('cc') } = {}) => {
  if (process.platform === 'win32') return;
  const stampFile = `${output}.stamp`;
  const stamp = `${hasCompiler ? 'compiled' : 'script'} ${stampOfSources([inProject(source), inProject(script), inProject('build/launcher.mjs')])}`;
  if (existsSync(output) && isStamped(stampFile, stamp)) return;
  mkdirSync(inProject('dist', 'launcher'), { recursive: true });
  const half = `${output}.${process.pid}.tmp`;
  if (!(hasCompiler && (await compileTo(half)))) {
    if (!quiet) say('docker-credential-berth is a script, for want of a C compiler: it works, and starts Node each time');
    copyFileSync(inProject(script), half);
  }
  chmodSync(half, 0o755);
  renameSync(half, output);
  writeStamp(stampFile, stamp);
};
