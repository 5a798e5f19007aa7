import { hasCapability, loseCapability } from './machine';
import { startDockerd } from './dockerd';

/** Vitest's global set-up of the suites with real parts: one private Docker Engine for them all, in DOCKER_HOST. */
export const setup = async (): Promise<() => Promise<void>> => {
  if (!hasCapability('docker')) return async () => undefined;
  try {
    const docker = await startDockerd();
    process.env.DOCKER_HOST = docker.host;
    return docker.close;
  } catch (thrown) {
    // Root in a container without privileges has dockerd and cannot run it: skipped with the reason, and said aloud.
    const reason = (thrown instanceof Error ? thrown.message : String(thrown)).trim().split('\n').at(-1) ?? '';
    console.error(`berth: tests that need Docker are skipped: ${reason}`);
    loseCapability('docker', reason);
    return async () => undefined;
  }
};
