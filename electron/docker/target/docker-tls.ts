import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { DockerTls } from './docker-target';

/** Reads `ca.pem`, `cert.pem` and `key.pem` of a folder; what is not there is left out, as in docker itself. */
export async function readTls(folder: string): Promise<DockerTls> {
  const read = (name: string): Promise<string | undefined> => readFile(join(folder, name), 'utf8').catch(() => undefined);
  const [ca, cert, key] = await Promise.all([read('ca.pem'), read('cert.pem'), read('key.pem')]);
  return { ...(ca !== undefined && { ca }), ...(cert !== undefined && { cert }), ...(key !== undefined && { key }) };
}
