/** A registry nobody here wrote: distribution 2.8 (`docker-registry`) on a loopback port, its data in a temporary folder. */
import { spawn, spawnSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export const hasDistribution = spawnSync('docker-registry', ['--version']).status === 0;

/** With `auth`, the lines of its configuration that say who is let in. */
export async function startDistribution({ auth = '' }: { auth?: string } = {}): Promise<{ host: string; close(): Promise<void> }> {
  const folder = await mkdtemp(join(tmpdir(), 'berth-distribution-'));
  const port = await freePort();
  const config = `version: 0.1
log: { level: error, accesslog: { disabled: true } }
storage: { filesystem: { rootdirectory: ${folder}/data }, delete: { enabled: true } }
http: { addr: 127.0.0.1:${port} }
${auth}`;
  await writeFile(join(folder, 'config.yml'), config);
  const child = spawn('docker-registry', ['serve', join(folder, 'config.yml')], { stdio: 'ignore' });
  const host = `127.0.0.1:${port}`;
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  for (let tries = 0; tries < 100; tries += 1) {
    const answer = await fetch(`http://${host}/v2/`).catch(() => undefined);
    if (answer?.ok === true || answer?.status === 401) break;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return {
    host,
    close: async () => {
      child.kill('SIGTERM');
      await ended;
      await rm(folder, { recursive: true, force: true });
    },
  };
}

export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0));
    });
  });
}
