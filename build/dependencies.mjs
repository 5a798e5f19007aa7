import { existsSync, readFileSync } from 'node:fs';
import { inProject, say, SetUpError } from './project.mjs';
import { mustRun } from './run.mjs';
import { isStamped, stampOfContent, writeStamp } from './stamp.mjs';

const oldestNode = [20, 19];

/** Refuses a Node that is too old with a sentence instead of a syntax error somewhere later. */
export const checkNode = (version = process.versions.node) => {
  const [major, minor] = version.split('.').map(Number);
  if (major > oldestNode[0] || (major === oldestNode[0] && minor >= oldestNode[1])) return;
  throw new SetUpError(`Berth needs Node ${oldestNode.join('.')} or newer to build; this is Node ${version}.`);
};

/** Installs the locked dependencies when they are missing or of another lock file. */
export const installDependencies = async () => {
  checkNode();
  const stamp = stampOfContent(inProject('package-lock.json'));
  const file = inProject('node_modules', '.berth-lock-stamp');
  if (isStamped(file, stamp)) return;
  // What npm itself installed from these very versions (`npm i` in a checkout) needs no second installation.
  if (matchesLock(inProject)) return writeStamp(file, stamp);
  say('installing the dependencies of the lock file (npm ci)');
  // Nothing Berth depends on needs an install script, and a script is code run for nothing.
  await mustRun('Installing the dependencies', 'npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error']);
  writeStamp(file, stamp);
};

/** @returns {boolean} whether node_modules holds every locked package in its version; optional ones may be missing */
export const matchesLock = (at) => {
  const installed = at('node_modules', '.package-lock.json');
  if (!existsSync(installed)) return false;
  const { packages: wanted } = JSON.parse(readFileSync(at('package-lock.json'), 'utf8'));
  const { packages: present } = JSON.parse(readFileSync(installed, 'utf8'));
  return Object.entries(wanted).every(
    ([path, { version, optional, link }]) =>
      path === '' || link || (present[path] ? present[path].version === version : optional === true),
  );
};
