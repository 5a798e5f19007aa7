/** Where secrets live: the keychain of the operating system, and nowhere else. */
export interface SecretStore {
  /** `undefined` is no proof of absence (a keychain may be locked): never delete or overwrite on it. */
  get(account: string): Promise<string | undefined>;
  set(account: string, value: string): Promise<void>;
  delete(account: string): Promise<void>;
}

/** Name under which a profile's secret is kept. */
export const profileAccount = (name: string): string => `profile:${name}`;
