/** Where secrets live: the keychain of the operating system, or a file encrypted with a passphrase where a person chose that. */
export interface SecretStore {
  /** `undefined` is no proof of absence (a keychain may be locked): never delete or overwrite on it. */
  get(account: string): Promise<string | undefined>;
  set(account: string, value: string): Promise<void>;
  delete(account: string): Promise<void>;
  /** Asks the person to unlock it, where it can ask and has to: only for what they do themselves. */
  opened?(): Promise<void>;
}

/** Name under which a profile's secret is kept. */
export const profileAccount = (name: string): string => `profile:${name}`;
