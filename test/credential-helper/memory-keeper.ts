import type { SecretCache } from '../../electron/profiles/secret-cache';
import type { Login, LoginKeeper } from '../../electron/credential-helper/protocol';

/** A keeper of sign-ins in memory. */
export class MemoryKeeper implements LoginKeeper {
  readonly version = '1.2.3';
  readonly kept = new Map<string, Login & { serverUrl: string }>();
  async get(host: string): Promise<Login | undefined> {
    return this.kept.get(host);
  }
  async store(host: string, login: Login & { serverUrl: string }): Promise<void> {
    this.kept.set(host, login);
  }
  async erase(host: string): Promise<void> {
    this.kept.delete(host);
  }
  async list(): Promise<Record<string, string>> {
    return Object.fromEntries([...this.kept.values()].map(({ serverUrl, username }) => [serverUrl, username]));
  }
}

/** Sealed records in memory; `keeps: false` is a machine without a keychain. */
export class MemoryCache implements SecretCache {
  readonly items = new Map<string, string>();
  keeps = true;
  async get(name: string): Promise<string | undefined> {
    return this.items.get(name);
  }
  async set(name: string, value: string): Promise<boolean> {
    if (this.keeps) this.items.set(name, value);
    return this.keeps;
  }
  async delete(name: string): Promise<void> {
    this.items.delete(name);
  }
}
