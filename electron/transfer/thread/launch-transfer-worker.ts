import { Worker } from 'node:worker_threads';

/** The variables that decide how connections are made. */
const NETWORK = ['HTTPS_PROXY', 'https_proxy', 'HTTP_PROXY', 'http_proxy', 'ALL_PROXY', 'all_proxy', 'NO_PROXY', 'no_proxy', 'NODE_EXTRA_CA_CERTS'];

/** Those by which the Docker Engine is found. */
const DOCKER = ['DOCKER_HOST', 'DOCKER_CONTEXT', 'DOCKER_CONFIG', 'DOCKER_TLS_VERIFY', 'DOCKER_CERT_PATH', 'XDG_RUNTIME_DIR'];

export interface TransferWorkerSurroundings {
  env: Readonly<Record<string, string | undefined>>;
  temporaryFolder: string;
  /** Home folder, for the Docker contexts. */
  home: string;
  uid?: number;
  /** Where what is learned of layers is kept; nowhere without it. */
  knownLayersFile?: string;
}

/** Starts the thread that moves bytes. `file` is the bundled worker; of the environment it gets what concerns the network and Docker alone. */
export function launchTransferWorker(file: string, { env, ...around }: TransferWorkerSurroundings): Worker {
  const needed: [string, string | undefined][] = [...NETWORK, ...DOCKER].flatMap((name) => (env[name] === undefined ? [] : [[name, env[name]]]));
  return new Worker(file, { workerData: { ...around, env: Object.fromEntries(needed), platform: process.platform }, env: {} });
}
