import { spawn } from 'node:child_process';
import { AppError } from '../../../shared/errors';

export interface KubectlApply {
  /** On standard input alone: never in an argument or a file. */
  manifest: string;
  /** A context of the person's kubeconfig; the current one unless given. */
  context?: string;
  env: Readonly<Record<string, string | undefined>>;
  signal?: AbortSignal;
  timeoutMs?: number;
}

/**
 * `kubectl apply -f -` with the person's own kubectl and contexts.
 * @throws AppError `kubectl-failed` with what it said (as `detail`, without the manifest), `timeout` or `cancelled`.
 */
export async function kubectlApply({ manifest, context, env, signal, timeoutMs = 60_000 }: KubectlApply): Promise<void> {
  const args = ['apply', '-f', '-', ...(context === undefined ? [] : [`--context=${context}`])];
  const { code, said } = await run(args, { manifest, env, timeoutMs, ...(signal !== undefined && { signal }) });
  if (code === 0) return;
  throw new AppError('kubectl-failed', `kubectl could not apply the secret${context === undefined ? '' : ` in the context ${context}`}.`, {
    hint: 'Look at “kubectl config get-contexts” and at your rights there (“kubectl auth can-i create secrets”).',
    detail: said,
  });
}

function run(args: readonly string[], { manifest, env, signal, timeoutMs }: { manifest: string; env: KubectlApply['env']; signal?: AbortSignal; timeoutMs: number }) {
  return new Promise<{ code: number | null; said: string }>((resolve, reject) => {
    const child = spawn('kubectl', args, { env: { ...env }, stdio: ['pipe', 'ignore', 'pipe'] });
    let said = '';
    const stop = (error: AppError): void => {
      child.kill('SIGKILL');
      reject(error);
    };
    const timer = setTimeout(() => stop(new AppError('timeout', 'kubectl does not answer.', { hint: 'Check that the cluster can be reached.' })), timeoutMs);
    const cancel = (): void => stop(new AppError('cancelled', 'Cancelled.', { hint: 'The secret may or may not have been applied.' }));
    signal?.addEventListener('abort', cancel, { once: true });
    const end = (): void => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', cancel);
    };
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      if (said.length < 4_096) said += text;
    });
    child.once('error', (cause: NodeJS.ErrnoException) => {
      end();
      const missing = cause.code === 'ENOENT';
      reject(
        new AppError('kubectl-failed', missing ? 'kubectl is not installed.' : 'kubectl could not be started.', {
          hint: missing ? 'Install it, or print the secret with “berth pull-secret” and apply it elsewhere.' : 'Check that you may run it.',
          cause,
        }),
      );
    });
    child.once('close', (code) => {
      end();
      resolve({ code, said: firstLine(said, manifest) });
    });
    // It may end without reading; how it ended says more than the broken pipe.
    child.stdin.on('error', () => undefined);
    child.stdin.end(manifest);
    if (signal?.aborted) cancel();
  });
}

/** What it said first; a line that repeats any of the manifest's long words could hold the sign-in. */
function firstLine(said: string, manifest: string): string {
  const line = said.trim().split('\n')[0]?.slice(0, 400) ?? '';
  const long = line.match(/[A-Za-z0-9+/=_-]{24,}/g) ?? [];
  return long.some((word) => manifest.includes(word)) ? 'It repeated what it was given, which is not shown here.' : line;
}
