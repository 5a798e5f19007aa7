import { fork } from 'node:child_process';
import type { KeychainChild } from './keychain-protocol';

/** The keychain process as a child of plain Node (command line, tests). `file` is the bundled `keychain-process.cjs`. */
export function forkKeychainChild(file: string, execArgv: readonly string[] = []): KeychainChild {
  const child = fork(file, [], { stdio: ['ignore', 'ignore', 'ignore', 'ipc'], execArgv: [...execArgv] });
  // A process that waits for nothing else must be able to end.
  child.unref();
  child.channel?.unref();
  return {
    post: (message) => void child.send(message, () => undefined),
    onMessage: (listener) => void child.on('message', listener),
    onExit: (listener) => {
      child.once('exit', listener);
      child.once('error', listener);
    },
    kill: () => void child.kill('SIGKILL'),
  };
}
