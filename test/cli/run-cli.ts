import { runCli } from '../../electron/cli/run';
import type { CliServices, CliSurroundings } from '../../electron/cli/services';
import type { Profile, ProfilesState } from '../../shared/model/profile';

export const profile = (name: string, over: Partial<Profile> = {}): Profile => ({
  name,
  source: 'aws-files',
  kind: 'static',
  regions: ['eu-central-1'],
  ...over,
});

/** A service that no test of this run may touch. */
const untouched = <T extends object>(name: string): T =>
  new Proxy({} as T, {
    get: (_, property) => {
      throw new Error(`${name}.${String(property)} was used`);
    },
  });

interface RunOptions {
  profiles?: Partial<ProfilesState>;
  services?: Partial<CliServices>;
  surroundings?: Partial<CliSurroundings>;
  terminal?: boolean;
}

/** Runs a command line on services of the test's own, and answers what it printed. */
export async function run(
  line: string[],
  { profiles, services, surroundings, terminal = false }: RunOptions = {},
) {
  const printed = { stdout: '', stderr: '' };
  let closed = 0;
  const stream = (name: 'stdout' | 'stderr') => ({
    write: (text: string) => void (printed[name] += text),
    isTTY: terminal,
    columns: 80,
  });
  const status = await runCli(line, {
    version: '1.2.3',
    env: {},
    stdout: stream('stdout'),
    stderr: stream('stderr'),
    signal: new AbortController().signal,
    startSandbox: () => Promise.reject(new Error('the sandbox was started')),
    sandboxFolder: 'sandbox',
    openServices: () =>
      Promise.resolve({
        profiles: { state: () => ({ profiles: [profile('dev')], problems: [], files: [], ...profiles }) },
        identities: untouched('identities'),
        sessions: untouched('sessions'),
        sso: untouched('sso'),
        directory: untouched('directory'),
        registryMap: untouched('registryMap'),
        doctor: untouched('doctor'),
        clients: untouched('clients'),
        fetchBytes: () => Promise.reject(new Error('something was fetched')),
        docker: untouched('docker'),
        access: untouched('access'),
        grantPull: () => Promise.reject(new Error('a grant was made')),
        ownPlatform: 'linux/amd64',
        temporaryFolder: 'tmp',
        close: () => Promise.resolve(void closed++),
        ...services,
      }),
    ...surroundings,
  });
  return { status, ...printed, closed: () => closed };
}

/** The error that `--json` printed. */
export const errorOf = (stdout: string): { code: string; message: string; hint?: string } =>
  (JSON.parse(stdout) as { error: { code: string; message: string; hint?: string } }).error;
