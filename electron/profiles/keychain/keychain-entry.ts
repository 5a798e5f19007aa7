import { AsyncEntry } from '@napi-rs/keyring';

const SERVICE = 'Berth';

/**
 * Berth's entry of this name in the keychain. Whoever asks a locked keychain may hang: only for processes that can be killed,
 * or that end soon. Without naming the store the library falls back to the kernel's keys, which a reboot loses.
 */
export const keychainEntry = (account: string): AsyncEntry => new AsyncEntry(SERVICE, account, { linux: { store: 'secret-service' } });
