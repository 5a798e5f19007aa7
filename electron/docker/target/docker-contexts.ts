/** Docker's contexts, as docker/cli keeps them: `contexts/meta/<sha256 of the name>/meta.json`. */
import { createHash } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { AppError } from '../../../shared/errors';
import type { DockerTls } from './docker-target';
import { readTls } from './docker-tls';
import type { DockerSurroundings } from './find-docker';

const Meta = z.object({
  Name: z.string(),
  Endpoints: z.record(z.string(), z.object({ Host: z.string().optional(), SkipTLSVerify: z.boolean().optional() })),
});

/**
 * The context in use (DOCKER_CONTEXT, else `currentContext` of config.json), or undefined for docker's default.
 * A config.json that is not JSON counts as absent here: `docker-auth` reports it, and Docker must stay usable.
 * @throws AppError `docker-config-malformed` when the named context is missing or unreadable.
 */
export async function readCurrentContext(
  around: DockerSurroundings,
): Promise<{ context: string; host: string; tls?: DockerTls } | undefined> {
  const folder = around.env.DOCKER_CONFIG ?? join(around.home, '.docker');
  const name = around.env.DOCKER_CONTEXT || (await currentContextOf(join(folder, 'config.json')));
  if (name === undefined || name === '' || name === 'default') return undefined;

  const id = createHash('sha256').update(name).digest('hex');
  const file = join(folder, 'contexts', 'meta', id, 'meta.json');
  const text = await readFile(file, 'utf8').catch((cause: unknown) => {
    throw new AppError('docker-config-malformed', `The docker context “${name}” does not exist.`, {
      hint: 'Choose another with “docker context use”, or unset DOCKER_CONTEXT.',
      cause,
    });
  });
  const meta = Meta.safeParse(parseJson(text));
  const endpoint = meta.data?.Endpoints.docker;
  if (endpoint?.Host === undefined) {
    throw new AppError('docker-config-malformed', `The docker context “${name}” cannot be read (${file}).`, {
      hint: 'Create it again with “docker context create”.',
    });
  }
  const tlsFolder = join(folder, 'contexts', 'tls', id, 'docker');
  const hasTls = await stat(tlsFolder).then(
    () => true,
    () => false,
  );
  const skipVerify = endpoint.SkipTLSVerify === true;
  const tls = hasTls || skipVerify ? { ...(await readTls(tlsFolder)), ...(skipVerify && { skipVerify }) } : undefined;
  return { context: name, host: endpoint.Host, ...(tls !== undefined && { tls }) };
}

async function currentContextOf(file: string): Promise<string | undefined> {
  const text = await readFile(file, 'utf8').catch(() => '');
  return z.object({ currentContext: z.string().optional() }).safeParse(parseJson(text)).data?.currentContext;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
