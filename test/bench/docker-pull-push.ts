import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { startDockerd } from '../support/dockerd';
import { hasCapability } from '../support/machine';
import type { Copy } from './contenders';
import { measureProgram } from './program';

/** What people do without Berth, on an engine of its own. */
export interface PullAndPush {
  copy: Copy;
  close(): Promise<void>;
}

/** Undefined where no engine can be started, or with `BENCH_DOCKER=0`: it is slow. The processor's time is that of the command alone, not of the engine. */
export async function startPullAndPush(): Promise<PullAndPush | undefined> {
  if (!hasCapability('docker') || process.env.BENCH_DOCKER === '0') return undefined;
  const engine = await startDockerd().catch(() => undefined);
  if (engine === undefined) return undefined;
  const env = { ...process.env, DOCKER_HOST: engine.host };
  const copy: Copy = async (from, to) => {
    const measured = await measureProgram(['sh', '-c', 'docker pull -q "$1" && docker tag "$1" "$2" && docker push -q "$2"', 'sh', from, to], env);
    // The next round shall find an engine that knows nothing of the image.
    await promisify(execFile)('docker', ['rmi', '-f', from, to], { env });
    return measured;
  };
  return { copy, close: () => engine.close() };
}
