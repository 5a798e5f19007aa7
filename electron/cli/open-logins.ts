import { tmpdir } from 'node:os';
import { createBerth } from '../berth';
import type { LoginKeeper } from '../credential-helper/protocol';
import { berthFolders } from '../folders';
import { forkKeychainChild } from '../profiles/keychain/fork-keychain-child';

export interface LoginsSurroundings {
  env: Record<string, string | undefined>;
  home: string;
  platform: NodeJS.Platform;
  /** The bundled process that talks to the keychain. */
  keychainProcess: string;
}

/** Everything behind Docker's sign-ins, for a process of the credential helper: it asks nobody and shows nothing. */
export async function openLogins({ env, home, platform, keychainProcess }: LoginsSurroundings): Promise<LoginKeeper> {
  // What the SDK says of Node's age is for us, not for whoever runs Docker.
  env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = 'true';
  const { helper, sso } = await createBerth({
    env,
    home,
    platform,
    folders: berthFolders({ env, home, platform }),
    temporaryFolder: tmpdir(),
    spawnKeychain: () => forkKeychainChild(keychainProcess),
    launchSandbox: () => Promise.reject(new Error('The credential helper starts no sandbox.')),
    openBrowser: () => Promise.reject(new Error('The credential helper opens no browser.')),
    log: () => undefined,
    journal: false,
  });
  // Tokens that the AWS CLI cached serve too.
  await sso.load().catch(() => undefined);
  return helper.logins;
}
