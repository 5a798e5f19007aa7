import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';

/** What a test may need of the machine; `npm test` finds it out and passes it in BERTH_TEST_HAS and BERTH_TEST_LACKS. */
export type Capability =
  | 'docker'
  | 'keyring'
  | 'display'
  | 'tray'
  | 'docker-registry'
  | 'skopeo'
  | 'zstd'
  | 'podman'
  | 'aws'
  | 'aws-endpoints'
  | 'script'
  | 'docker-credential-ecr-login'
  | 'openssl'
  | 'cc' | 'time';

const linux = process.platform === 'linux';

const hasProgram = (name: string): boolean =>
  `${process.env.PATH ?? ''}${delimiter}/usr/sbin${delimiter}/sbin`.split(delimiter).some((folder) => {
    try {
      accessSync(join(folder, name), constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });

/** For a test run by hand with Vitest itself, without the runner's findings. */
const detected = (capability: Capability): boolean => {
  switch (capability) {
    case 'docker':
      return linux && process.getuid?.() === 0 && hasProgram('dockerd');
    case 'keyring':
    case 'tray':
      return linux && process.env.DBUS_SESSION_BUS_ADDRESS !== undefined;
    case 'display':
      return !linux || Boolean(process.env.DISPLAY);
    case 'aws-endpoints':
      return hasProgram('aws');
    default:
      return hasProgram(capability);
  }
};

const lacks = (): Record<string, string> => JSON.parse(process.env.BERTH_TEST_LACKS ?? '{}') as Record<string, string>;

/** Whether this machine can run a test that needs it. */
export const hasCapability = (capability: Capability): boolean => {
  if (lacks()[capability] !== undefined) return false;
  return process.env.BERTH_TEST_HAS?.split(',').includes(capability) ?? detected(capability);
};

/** Takes a capability back that turned out not to work; for the global set-up, before any test is loaded. */
export const loseCapability = (capability: Capability, reason: string): void => {
  process.env.BERTH_TEST_LACKS = JSON.stringify({ ...lacks(), [capability]: reason });
};

/** Why a test with these needs cannot run here, or undefined when it can. */
export const reasonToSkip = (...capabilities: readonly Capability[]): string | undefined => {
  const missing = capabilities.filter((capability) => !hasCapability(capability));
  if (missing.length === 0) return undefined;
  return missing.map((capability) => `${capability}: ${lacks()[capability] ?? 'not found on this machine'}`).join('; ');
};
