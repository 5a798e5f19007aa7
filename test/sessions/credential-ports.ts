import type { ProfileDefinition } from '../../electron/profiles/profile-definition';
import type { SecretCache } from '../../electron/profiles/secret-cache';
import type { ProfileSourceOfTruth } from '../../electron/sessions/credentials';
import { AppError } from '../../shared/errors';

/** Definitions as the profiles answer them. */
export function profilesOf(definitions: readonly ProfileDefinition[]): ProfileSourceOfTruth & { change(): void } {
  const listeners = new Set<() => void>();
  return {
    find: (name) => {
      const found = definitions.find((one) => one.name === name);
      if (found === undefined) throw new AppError('profile-not-found', `There is no profile ${name}.`);
      return found;
    },
    onChange: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    change: () => listeners.forEach((listener) => listener()),
  };
}

/** A cache without a lock, and what is in it. */
export class MemorySecretCache implements SecretCache {
  readonly records = new Map<string, string>();

  get(name: string): Promise<string | undefined> {
    return Promise.resolve(this.records.get(name));
  }

  set(name: string, value: string): Promise<boolean> {
    this.records.set(name, value);
    return Promise.resolve(true);
  }

  delete(name: string): Promise<void> {
    this.records.delete(name);
    return Promise.resolve();
  }
}

/** For a port that this test does not expect to be used. */
export const never = (): Promise<never> => Promise.reject(new Error('Nobody should have been asked.'));

export const noSecrets = { get: () => Promise.resolve(undefined), set: never, delete: never };
export const noSso = { credentialsFor: never, signInAndWait: never };
