/**
 * The process that talks to the keychain. A locked keychain hangs whoever asks, so that is a process which can
 * be killed. Runs as Electron's utilityProcess (`process.parentPort`) and as Node's fork (`process.on`).
 */
import { keychainEntry } from './keychain-entry';
import { KeychainRequest, type KeychainAnswer } from './keychain-protocol';

async function perform(request: KeychainRequest): Promise<string | undefined> {
  switch (request.op) {
    case 'get':
      return (await keychainEntry(request.account).getPassword()) ?? undefined;
    case 'set':
      await keychainEntry(request.account).setPassword(request.value);
      return undefined;
    case 'delete':
      await keychainEntry(request.account).deleteCredential();
      return undefined;
  }
}

async function answer(message: unknown): Promise<KeychainAnswer | undefined> {
  const request = KeychainRequest.safeParse(message);
  if (!request.success) return undefined;
  const { id } = request.data;
  try {
    const value = await perform(request.data);
    return { id, ok: true, ...(value !== undefined && { value }) };
  } catch (thrown) {
    return { id, ok: false, reason: thrown instanceof Error ? thrown.message : 'unknown' };
  }
}

/** The part of Electron's `process.parentPort` that is used here; this file must run without Electron. */
interface ParentPort {
  on(event: 'message', listener: (event: { data: unknown }) => void): void;
  postMessage(message: unknown): void;
}

const { parentPort } = process as { parentPort?: ParentPort };
if (parentPort !== undefined) {
  parentPort.on('message', ({ data }) => void answer(data).then((said) => said && parentPort.postMessage(said)));
} else {
  process.on('message', (message) => void answer(message).then((said) => said && process.send?.(said)));
  process.on('disconnect', () => process.exit(0));
}
