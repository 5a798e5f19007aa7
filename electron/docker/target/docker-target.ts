/** Where the Docker Engine is reached. */
export interface DockerTarget {
  /** Name of the docker context, `DOCKER_HOST`, or `default`. */
  context: string;
  /** `unix:///var/run/docker.sock`, `tcp://HOST:PORT`, `npipe:////./pipe/docker_engine`. */
  host: string;
  connection: DockerConnection;
}

/** The engine's address in dockerode's terms. */
export type DockerConnection =
  | { kind: 'socket'; path: string }
  | { kind: 'tcp'; host: string; port: number; tls?: DockerTls };

/** PEM texts; the client's key stays in main and is never logged. */
export interface DockerTls {
  ca?: string;
  cert?: string;
  key?: string;
  skipVerify?: boolean;
}
