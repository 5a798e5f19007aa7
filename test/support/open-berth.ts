import { homedir } from 'node:os';
import { createBerth, type Berth } from '../../electron/berth';
import type { SandboxDescription } from '../../shared/model/settings';
import type { BerthHome } from './berth-home';

/** Berth without its window, on a home of the test and the AWS files of a sandbox; what fails in the background goes to `log`. */
export const openBerth = ({ home, sandbox, env = {}, log = () => undefined, journal = false }: {
  home: BerthHome;
  sandbox: Pick<SandboxDescription, 'configFile' | 'credentialsFile'>;
  env?: Readonly<Record<string, string>>;
  log?: (thrown: unknown) => void;
  /** Whether jobs are kept in the home. */
  journal?: boolean;
}): Promise<Berth> =>
  createBerth({
    env: { PATH: process.env.PATH, ...home.env, AWS_CONFIG_FILE: sandbox.configFile, AWS_SHARED_CREDENTIALS_FILE: sandbox.credentialsFile, ...env },
    home: homedir(),
    platform: process.platform,
    folders: { data: home.berth },
    temporaryFolder: home.folder,
    spawnKeychain: () => {
      throw new Error('Nothing here is in the keychain.');
    },
    launchSandbox: () => Promise.reject(new Error('The sandbox of this test runs already.')),
    openBrowser: () => Promise.reject(new Error('There is no browser.')),
    log,
    journal,
  });
