import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { hasProgram } from './system-packages.mjs';

const linux = process.platform === 'linux';

/** Whether an AWS CLI that calls itself so reads `endpoint_url` from the AWS files. */
export const readsEndpoints = (version) => {
  const [, major, minor] = /^aws-cli\/(\d+)\.(\d+)\./.exec(version) ?? [];
  return Number(major) > 2 || (Number(major) === 2 && Number(minor) >= 13) || (Number(major) === 1 && Number(minor) >= 29);
};

/** Capability → whether this machine has it, and why not. Suites skip with the reason. */
export const capabilities = () => [
  ['docker', linux && process.getuid?.() === 0 && hasProgram('dockerd'), 'a private Docker Engine needs Linux, root and dockerd'],
  ['keyring', linux && hasProgram('gnome-keyring-daemon') && hasProgram('dbus-run-session'), 'gnome-keyring or dbus is missing'],
  ['display', !linux || hasProgram('Xvfb') || Boolean(process.env.DISPLAY), 'there is no display and no Xvfb'],
  ['tray', linux && hasProgram('dbus-run-session'), 'the tray is driven through a D-Bus session'],
  ['aws-endpoints', readsEndpoints(spawnSync('aws', ['--version'], { encoding: 'utf8' }).stdout ?? ''), 'the AWS CLI is missing, or too old to read endpoint_url from its files (1.29, 2.13)'],
  ...['docker-registry', 'skopeo', 'zstd', 'podman', 'aws', 'script', 'docker-credential-ecr-login', 'openssl', 'cc', 'time'].map((name) => [
    name, hasProgram(name), `${name} is not installed`,
  ]),
];

const foreign = /^(AWS_|DOCKER_|BERTH_|DBUS_SESSION|npm_config_)/;

/** Throw-away folders in place of the developer's own: no test reads or writes ~/.aws, ~/.docker or a real keyring. */
export const privateEnvironment = () => {
  // Short, and the folder for temporary files itself: podman refuses a run folder of more than 50 characters.
  const base = mkdtempSync(join(tmpdir(), 'bt-'));
  const folder = (name) => {
    mkdirSync(join(base, name), { recursive: true, mode: 0o700 });
    return join(base, name);
  };
  const env = { ...process.env };
  for (const name of Object.keys(env)) if (foreign.test(name) && name !== 'BERTH_TEST_LONG' && !name.startsWith('BERTH_BENCH_')) delete env[name];
  Object.assign(env, {
    XDG_DATA_HOME: folder('data'), XDG_CONFIG_HOME: folder('config'), XDG_RUNTIME_DIR: folder('runtime'),
    XDG_CURRENT_DESKTOP: 'GNOME', HOME: folder('home'), TMPDIR: base, BERTH_HOME: folder('berth'), DOCKER_CONFIG: folder('docker'),
    AWS_CONFIG_FILE: join(folder('aws'), 'config'), AWS_SHARED_CREDENTIALS_FILE: join(base, 'aws', 'credentials'),
    AWS_EC2_METADATA_DISABLED: 'true', PATH: `${process.env.PATH}:/usr/sbin:/sbin`,
  });
  const all = capabilities();
  env.BERTH_TEST_HAS = all.filter(([, has]) => has).map(([name]) => name).join(',');
  env.BERTH_TEST_LACKS = JSON.stringify(Object.fromEntries(all.filter(([, has]) => !has).map(([name, , why]) => [name, why])));
  return { env, has: env.BERTH_TEST_HAS.split(','), close: () => rmSync(base, { recursive: true, force: true }) };
};

const unlock = 'printf %s test | gnome-keyring-daemon --unlock --components=secrets >/dev/null 2>&1 || exit 97; exec "$@"';

/** The command inside a private D-Bus session with an unlocked keyring, as far as the machine has them. */
export const inSession = (command, has) => {
  if (has.includes('keyring')) return ['dbus-run-session', '--', 'sh', '-c', unlock, 'sh', ...command];
  return has.includes('tray') ? ['dbus-run-session', '--', ...command] : command;
};
