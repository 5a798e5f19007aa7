import { Agent } from 'node:https';
import Docker from 'dockerode';
import type { DockerTarget } from './target/docker-target';

/**
 * A dockerode client for exactly this target. dockerode reads DOCKER_HOST by itself and would let it win over a
 * context, so every field it would take from the environment is given, if only as undefined.
 */
export function dockerClient({ connection }: DockerTarget): Docker {
  const nothing = { host: undefined, port: undefined, socketPath: undefined, ca: undefined, cert: undefined, key: undefined, timeout: undefined };
  if (connection.kind === 'socket') return new Docker({ ...nothing, protocol: 'http', socketPath: connection.path });
  const { host, port, tls } = connection;
  if (tls === undefined) return new Docker({ ...nothing, protocol: 'http', host, port });
  const { ca, cert, key, skipVerify } = tls;
  const agent = new Agent({ ca, cert, key, rejectUnauthorized: skipVerify !== true });
  const options = { ...nothing, protocol: 'https' as const, host, port, ca, cert, key, agent };
  return new Docker(options);
}
