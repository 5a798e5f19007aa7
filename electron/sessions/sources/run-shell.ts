import { execFile, spawn, type ChildProcess } from 'node:child_process';

export interface ShellLimits {
  env: Readonly<Record<string, string | undefined>>;
  milliseconds: number;
  /** Of standard output. */
  mostBytes: number;
  /** Any of them ends it. */
  signals?: readonly AbortSignal[];
}

/** How a command line ended; `output` is its standard output alone. `status` is missing when it did not start or was killed. */
export type ShellEnd =
  | { kind: 'answered'; output: string }
  | { kind: 'failed'; status: number | undefined }
  | { kind: 'too-slow' }
  | { kind: 'too-long' }
  | { kind: 'cancelled' };

/**
 * Runs a command line as the SDKs run a `credential_process`: through the system's shell, without a standard input. What it
 * says on standard error goes nowhere. One that takes too long is killed with everything it started.
 */
export function runShell(command: string, { env, milliseconds, mostBytes, signals = [] }: ShellLimits): Promise<ShellEnd> {
  return new Promise((resolve) => {
    const child = spawn(command, {
      shell: true,
      env,
      stdio: ['ignore', 'pipe', 'ignore'],
      windowsHide: true,
      // A process group of its own can be killed as a whole.
      detached: process.platform !== 'win32',
    });
    const chunks: Buffer[] = [];
    let length = 0;
    const end = (how: ShellEnd): void => {
      clearTimeout(timer);
      signals.forEach((signal) => signal.removeEventListener('abort', cancel));
      if (how.kind !== 'answered') {
        killTree(child);
        child.stdout.destroy();
      }
      resolve(how);
    };
    const cancel = (): void => end({ kind: 'cancelled' });
    const timer = setTimeout(() => end({ kind: 'too-slow' }), milliseconds);
    signals.forEach((signal) => signal.addEventListener('abort', cancel, { once: true }));
    child.stdout.on('data', (chunk: Buffer) => {
      chunks.push(chunk);
      length += chunk.length;
      if (length > mostBytes) end({ kind: 'too-long' });
    });
    child.once('error', () => end({ kind: 'failed', status: undefined }));
    child.once('close', (status) => {
      if (status === 0) end({ kind: 'answered', output: Buffer.concat(chunks).toString('utf8') });
      else end({ kind: 'failed', status: status ?? undefined });
    });
    if (signals.some(({ aborted }) => aborted)) cancel();
  });
}

function killTree({ pid }: ChildProcess): void {
  if (pid === undefined) return;
  if (process.platform === 'win32') {
    execFile('taskkill', ['/pid', String(pid), '/T', '/F'], { windowsHide: true }, () => undefined);
    return;
  }
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // The group has ended by itself.
  }
}
