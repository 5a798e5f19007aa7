import { Worker } from 'node:worker_threads';

/** The variables that decide how connections are made. */
const NETWORK = ['HTTPS_PROXY', 'https_proxy', 'HTTP_PROXY', 'http_proxy', 'ALL_PROXY', 'all_proxy', 'NO_PROXY', 'no_proxy', 'NODE_EXTRA_CA_CERTS'];

/** Starts the thread that moves bytes. `file` is the bundled worker; of the environment it gets what concerns the network alone. */
export function launchTransferWorker(
  file: string,
  { env, temporaryFolder }: { env: Readonly<Record<string, string | undefined>>; temporaryFolder: string },
): Worker {
  const network = Object.fromEntries(NETWORK.flatMap((name) => (env[name] === undefined ? [] : [[name, env[name]]])));
  return new Worker(file, { workerData: { env: network, temporaryFolder }, env: {} });
}
