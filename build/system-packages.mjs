// Which Debian packages Berth needs to start and to be tested, and how they get there.
import { existsSync, readFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { say, SetUpError } from './project.mjs';
import { mustRun, run } from './run.mjs';

/** Shared libraries of Electron; newer Debian and Ubuntu name some of them with a t64 suffix. */
const electronLibraries = [
  'libgtk-3-0', 'libnss3', 'libasound2', 'libgbm1', 'libxss1', 'libatk-bridge2.0-0', 'libdrm2', 'libnotify4', 'libsecret-1-0',
];
/** package → program that proves it is there already, however it was installed. */
const forStart = { dbus: 'dbus-run-session' };
const forDisplay = { xvfb: 'Xvfb' };
const forTests = {
  ...forStart, ...forDisplay,
  'dbus-x11': 'dbus-launch', 'gnome-keyring': 'gnome-keyring-daemon', 'docker.io': 'dockerd', 'docker-registry': 'docker-registry',
  skopeo: 'skopeo', zstd: 'zstd', time: 'time', podman: 'podman', awscli: 'aws', openssl: 'openssl', iproute2: 'ip', 'amazon-ecr-credential-helper': 'docker-credential-ecr-login',
  gcc: 'cc', 'libc6-dev': 'cc', 'busybox-static': 'busybox', iptables: 'iptables', runc: 'runc', containerd: 'containerd',
};
/** Its client is a package of its own on newer systems. */
const dockerClient = { 'docker-cli': 'docker' };

export const hasProgram = (name) =>
  [...(process.env.PATH ?? '').split(delimiter), '/usr/sbin', '/sbin'].some((folder) => folder && existsSync(join(folder, name)));

/** @returns {Promise<string[]>} the shared libraries that the program wants and the system lacks */
export const missingLibraries = async (program) => {
  const { output } = await run('ldd', [program]);
  return output.split('\n').filter((line) => line.includes('=> not found')).map((line) => line.trim().split(' ')[0]);
};

/** @returns {string[]} packages whose program is not there */
export const missingPrograms = (packages, has = hasProgram) =>
  Object.entries(packages).filter(([, program]) => !has(program)).map(([name]) => name);

/** What `npm start` lacks: libraries of the runtime, a session bus, and a display server where there is no display. */
export const missingForStart = async (program, { display }) => [
  ...((await missingLibraries(program)).length > 0 ? electronLibraries : []),
  ...missingPrograms({ ...forStart, ...(display ? {} : forDisplay) }),
];

/** On Ubuntu this package only leads to a snap, which needs a whole system; there its tests are skipped. */
const forTestsOnDebian = { chromium: 'chromium' };

/** What `npm test` lacks. */
export const missingForTests = async (program, file = '/etc/os-release') => [
  ...((await missingLibraries(program)).length > 0 ? electronLibraries : []),
  ...missingPrograms({ ...forTests, ...(isDebianItself(file) ? forTestsOnDebian : {}) }),
];

/** The line a person can copy. */
export const aptLine = (packages) => `apt-get install -y --no-install-recommends ${packages.join(' ')}`;

export const isDebian = (file = '/etc/os-release') =>
  existsSync(file) && /^ID(_LIKE)?=.*\b(debian|ubuntu)\b/m.test(readFileSync(file, 'utf8'));

const isDebianItself = (file) => existsSync(file) && /^ID=debian$/m.test(readFileSync(file, 'utf8'));

/**
 * Installs packages as root on Debian or Ubuntu. Elsewhere a required one is a SetUpError that names the line;
 * otherwise the line is said and what needs it is skipped.
 */
export const provide = async (wanted, { required }) => {
  if (wanted.length === 0) return;
  if (process.getuid?.() !== 0 || !isDebian()) {
    const line = `The system lacks what Berth needs. Install it with: ${process.getuid?.() === 0 ? '' : 'sudo '}${aptLine(wanted)}`;
    if (required) throw new SetUpError(line);
    return say(line);
  }
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  if (await isUnknown(wanted)) {
    say('refreshing the package lists (apt-get update)');
    await mustRun('apt-get update', 'apt-get', ['update', '-q'], { env });
  }
  const names = await presentNames(wanted);
  say(aptLine(names));
  await mustRun('Installing packages', 'apt-get', ['install', '-y', '-q', '--no-install-recommends', ...names], { env });
  if (wanted.includes('docker.io') && !hasProgram('docker')) await provide(Object.keys(dockerClient), { required });
};

const candidate = async (name) => /Candidate: (?!\(none\))/.test((await run('apt-cache', ['policy', name])).output);

const isUnknown = async (names) => {
  for (const name of names) if (!(await candidate(name)) && !(await candidate(`${name}t64`))) return true;
  return false;
};

const presentNames = async (names) => {
  const found = [];
  // Asked first under the newer name: the old one may linger there as an empty virtual package.
  for (const name of names) found.push((await candidate(`${name}t64`)) ? `${name}t64` : name);
  return found;
};
