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

/** A service that no test of this run may touch, but for what is given. */
const untouched = <T extends object>(name: string, but: object = {}): T =>
  new Proxy(but as T, {
    get: (target, property): unknown => {
      if (property in target) return target[property as keyof T];
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
    typed: { atTerminal: false, secret: () => Promise.reject(new Error('a secret was asked for')), lineOf: () => Promise.reject(new Error('a descriptor was read')) },
    openServices: () =>
      Promise.resolve({
        profiles: untouched<CliServices['profiles']>('profiles', { state: () => ({ profiles: [profile('dev')], problems: [], files: [], ...profiles }) }),
        secrets: untouched<CliServices['secrets']>('secrets', { state: () => ({ store: 'keychain', locked: false }) }),
        credentials: untouched('credentials'),
        inventory: untouched('inventory'),
        identities: untouched('identities'),
        permissions: untouched('permissions'),
        helperSwitch: untouched('helperSwitch'),
        sessions: untouched('sessions'),
        sso: Object.assign(Object.create(untouched<CliServices['sso']>('sso')) as CliServices['sso'], { state: () => ({ sessions: [] }), onChange: () => () => undefined }),
        sync: untouched('sync'),
        bulk: untouched('bulk'),
        changes: untouched('changes'),
        activityLog: untouched('activityLog'),
        directory: untouched('directory'),
        registryMap: untouched('registryMap'),
        doctor: untouched('doctor'),
        dockerConfig: untouched('dockerConfig'),
        pullSecrets: untouched('pullSecrets'),
        clients: untouched('clients'),
        fetchBytes: () => Promise.reject(new Error('something was fetched')),
        tags: untouched('tags'),
        layers: untouched('layers'),
        imageDetails: untouched('imageDetails'),
        imageUses: untouched('imageUses'),
        scanning: untouched('scanning'),
        scanReports: untouched('scanReports'),
        watches: untouched('watches'),
        tokens: untouched('tokens'),
        ensureRepository: () => Promise.reject(new Error('a repository was created')),
        preflight: untouched('preflight'),
        runImages: untouched('runImages'),
        docker: untouched('docker'),
        access: untouched('access'),
        knownLayers: untouched('knownLayers'),
        grantPull: () => Promise.reject(new Error('a grant was made')),
        platform: 'linux',
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
