import { join } from 'node:path';
import type { SettingsStore } from '../../settings/settings-store';
import type { KeychainChild } from '../keychain/keychain-protocol';
import { KeychainSecretStore } from '../keychain/keychain-secret-store';
import { itemLimit, LongSecrets } from '../keychain/long-secrets';
import { PassphraseSecretStore } from './passphrase-secret-store';
import { SEALING_KEY_ACCOUNT } from './sealing-key';
import { NamedSecrets } from './secret-names';
import { SecretStores, type SecretStoresOptions } from './secret-stores';

export interface OpenSecretStores {
  spawnKeychain: () => KeychainChild;
  platform: NodeJS.Platform;
  /** Berth's own folder. */
  folder: string;
  settings: SettingsStore;
  /** Names of the secrets of Berth's own profiles. */
  profileAccounts: () => string[];
  ask: SecretStoresOptions['ask'];
  /** Whether a person waits for whatever is asked, and may be asked in return. */
  attended: boolean;
}

/** Long enough to unlock the keychain when its system asks. */
const PERSON_MS = 30_000;

/** The keychain and the encrypted file of this computer, and the one of them in force. */
export function openSecretStores({ spawnKeychain, platform, folder, settings, profileAccounts, ask, attended }: OpenSecretStores): SecretStores {
  const process = new KeychainSecretStore({ spawn: spawnKeychain, ...(attended && { timeoutMs: PERSON_MS }) });
  const limit = itemLimit(platform);
  const keychain = new NamedSecrets(
    limit === undefined ? process : new LongSecrets({ keychain: process, limit, folder: join(folder, 'long-secrets') }),
    join(folder, 'secret-names.json'),
  );
  return new SecretStores({
    keychain,
    file: new PassphraseSecretStore({ file: join(folder, 'secrets.json') }),
    settings: {
      secretStore: () => settings.current().secretStore,
      setSecretStore: (store) => settings.setSecretStore(store),
      onChange: (listener) => settings.onChange(listener),
    },
    // Names from before there was a list of them are known all the same.
    accounts: async () => [...new Set([...profileAccounts(), SEALING_KEY_ACCOUNT, ...(await keychain.accounts())])],
    ask,
    attended,
    closeKeychain: () => process.close(),
  });
}
