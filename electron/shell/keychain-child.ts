import { utilityProcess } from 'electron';

/** The profiles' port, met by structure: a process of its own that a locked keychain may hang, and that can be killed. */
export interface KeychainUtility {
  post(message: unknown): void;
  onMessage(listener: (message: unknown) => void): void;
  onExit(listener: () => void): void;
  kill(): void;
}

/** Starts the bundled keychain process (`file`). Only after Electron's `ready`. */
export function spawnKeychainChild(file: string): KeychainUtility {
  const child = utilityProcess.fork(file, [], { serviceName: 'Berth Keychain', stdio: 'ignore' });
  return {
    post: (message) => child.postMessage(message),
    onMessage: (listener) => void child.on('message', listener),
    onExit: (listener) => void child.on('exit', () => listener()),
    kill: () => {
      // `child.kill()` asks politely; a process that hangs in the keychain's library does not hear it.
      try {
        if (child.pid !== undefined) process.kill(child.pid, 'SIGKILL');
      } catch {
        // It has ended by itself in this very moment.
      }
    },
  };
}
