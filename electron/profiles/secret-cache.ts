/**
 * Short-lived secrets (sessions, registry tokens) that outlive a process: on disk, sealed, never plain text. Whoever asks must
 * cope with `undefined` at any time: a cache that is damaged, locked or gone is empty, never an error.
 */
export interface SecretCache {
  get(name: string): Promise<string | undefined>;
  /** Answers whether it was kept; a cache that cannot keep anything is no failure. */
  set(name: string, value: string): Promise<boolean>;
  delete(name: string): Promise<void>;
}
