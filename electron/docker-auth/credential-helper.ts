import { spawn } from 'node:child_process';
import { AppError } from '../../shared/errors';

/** The words every helper says for a miss (docker-credential-helpers, credentials/error.go). */
const MISS = 'credentials not found in native keychain';

export interface HelperCall {
  /** As in config.json: `desktop` for `docker-credential-desktop`. */
  helper: string;
  verb: 'get' | 'store' | 'erase';
  input: string;
  env: Readonly<Record<string, string | undefined>>;
  timeoutMs?: number;
}

/**
 * Runs a Docker credential helper, its input on stdin alone. Answers what it printed, or `undefined` for a miss.
 * @throws AppError `docker-helper-failed`, without the helper's output: it may hold a secret.
 */
export async function callHelper(call: HelperCall): Promise<string | undefined> {
  const program = `docker-credential-${call.helper}`;
  if (!/^[\w.-]+$/.test(call.helper)) throw failed(program, 'has a name that is not a program’s', 'Correct credsStore or credHelpers in Docker’s config.json.');
  const { code, output } = await run(program, call);
  if (code === 0) return output;
  if (output.trim() === MISS) return undefined;
  throw failed(program, `could not ${call.verb === 'get' ? 'read' : call.verb} the sign-in`, 'Unlock the keychain it uses, or take the helper out of Docker’s config.json.');
}

function run(program: string, { verb, input, env, timeoutMs = 15_000 }: HelperCall): Promise<{ code: number | null; output: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, [verb], { env: { ...env }, stdio: ['pipe', 'pipe', 'ignore'] });
    let output = '';
    const timer = setTimeout(() => {
      child.kill('SIGKILL');
      reject(failed(program, 'does not answer', 'Unlock the keychain it uses and try again.'));
    }, timeoutMs);
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      if (output.length < 65_536) output += text;
    });
    child.once('error', (thrown: NodeJS.ErrnoException) => {
      clearTimeout(timer);
      reject(
        thrown.code === 'ENOENT'
          ? failed(program, 'is not installed', `Install ${program}, or take it out of credsStore or credHelpers in Docker’s config.json.`)
          : failed(program, 'could not be started', 'Check that you may run it.'),
      );
    });
    child.once('close', (code) => {
      clearTimeout(timer);
      resolve({ code, output });
    });
    // A helper may end without reading; how it ended says more than the broken pipe.
    child.stdin.on('error', () => undefined);
    child.stdin.end(input);
  });
}

function failed(program: string, what: string, hint: string): AppError {
  return new AppError('docker-helper-failed', `Docker’s credential helper ${program} ${what}.`, { hint });
}
