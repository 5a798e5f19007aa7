/** Which Docker Engine is meant: DOCKER_HOST → the current docker context → the platform's usual sockets. */
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { AppError } from '../../../shared/errors';
import { readCurrentContext } from './docker-contexts';
import type { DockerConnection, DockerTarget, DockerTls } from './docker-target';
import { readTls } from './docker-tls';

/** The surroundings that decide, passed in. */
export interface DockerSurroundings {
  env: Readonly<Record<string, string | undefined>>;
  home: string;
  platform: NodeJS.Platform;
  /** Numeric user id, for rootless sockets; undefined on Windows. */
  uid?: number;
}

/**
 * Finds the engine the `docker` command would use; without any, the first usual socket that exists.
 * @throws AppError `docker-unavailable` for an address Berth cannot use, `docker-config-malformed` for a broken context.
 */
export async function findDocker(around: DockerSurroundings): Promise<DockerTarget> {
  const fromEnv = around.env.DOCKER_HOST;
  if (fromEnv !== undefined && fromEnv !== '') {
    const verify = around.env.DOCKER_TLS_VERIFY ?? '';
    const folder = around.env.DOCKER_CERT_PATH ?? join(around.home, '.docker');
    const tls = verify === '' ? undefined : await readTls(folder);
    return { context: 'DOCKER_HOST', host: fromEnv, connection: parseDockerHost(fromEnv, tls) };
  }
  const context = await readCurrentContext(around);
  if (context !== undefined) return { ...context, connection: parseDockerHost(context.host, context.tls) };
  const sockets = usualSockets(around);
  for (const path of sockets) {
    if (await exists(path)) return socketTarget(path);
  }
  return socketTarget(sockets[0] as string);
}

/** Reads an engine address as DOCKER_HOST and contexts write it. */
export function parseDockerHost(host: string, tls?: DockerTls): DockerConnection {
  if (host.startsWith('unix://')) return { kind: 'socket', path: host.slice('unix://'.length) };
  if (host.startsWith('npipe://')) return { kind: 'socket', path: host.slice('npipe://'.length) };
  const match = /^(?:(?:tcp|https?):\/\/)?(\[[0-9a-fA-F:]+\]|[^:/]+)(?::(\d{1,5}))?\/?$/.exec(host);
  if (match === null || host.startsWith('ssh:')) {
    throw new AppError('docker-unavailable', `Berth cannot reach a Docker Engine at “${withoutUser(host)}”.`, {
      hint: 'Use a context or DOCKER_HOST with unix://, npipe:// or tcp://.',
    });
  }
  const secure = tls !== undefined || host.startsWith('https:');
  return {
    kind: 'tcp',
    host: (match[1] as string).replace(/^\[|\]$/g, ''),
    port: match[2] === undefined ? (secure ? 2376 : 2375) : Number(match[2]),
    ...(secure && { tls: tls ?? {} }),
  };
}

/** `ssh://user:password@host` must not reach a message with its password. */
const withoutUser = (host: string): string => host.replace(/\/\/[^@/]*@/, '//');

const socketTarget = (path: string): DockerTarget => ({
  context: 'default',
  host: path.includes('pipe') && path.startsWith('//') ? `npipe://${path}` : `unix://${path}`,
  connection: { kind: 'socket', path },
});

/** Docker itself, then Docker Desktop, rootless, Colima, Rancher Desktop, OrbStack, Podman. */
export function usualSockets({ env, home, platform, uid }: DockerSurroundings): string[] {
  if (platform === 'win32') return ['//./pipe/docker_engine', '//./pipe/dockerDesktopLinuxEngine', '//./pipe/podman-machine-default'];
  const runtime = env.XDG_RUNTIME_DIR ?? (uid === undefined ? undefined : `/run/user/${uid}`);
  const own = ['.docker/run/docker.sock', '.docker/desktop/docker.sock', '.colima/default/docker.sock', '.rd/docker.sock', '.orbstack/run/docker.sock'];
  const podmanMachine = '.local/share/containers/podman/machine/podman.sock';
  return [
    '/var/run/docker.sock',
    ...own.map((path) => join(home, path)),
    ...(runtime === undefined ? [] : [join(runtime, 'docker.sock'), join(runtime, 'podman/podman.sock')]),
    join(home, podmanMachine),
    '/run/podman/podman.sock',
  ];
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}
