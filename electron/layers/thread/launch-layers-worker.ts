import { Worker } from 'node:worker_threads';

/** The variables that decide how connections are made: all that the thread gets of the environment. */
const NETWORK = ['HTTPS_PROXY', 'https_proxy', 'HTTP_PROXY', 'http_proxy', 'ALL_PROXY', 'all_proxy', 'NO_PROXY', 'no_proxy', 'NODE_EXTRA_CA_CERTS'];

/** Bytes of memory that lists of files may take. */
export const LISTS_CAPACITY = 1e9;

/** Starts the thread that looks into layers. `file` is the bundled worker. */
export function launchLayersWorker(file: string, { env, ownPlatform }: { env: Readonly<Record<string, string | undefined>>; ownPlatform: string }): Worker {
  const needed: [string, string | undefined][] = NETWORK.flatMap((name) => (env[name] === undefined ? [] : [[name, env[name]]]));
  return new Worker(file, { workerData: { env: Object.fromEntries(needed), ownPlatform, capacity: LISTS_CAPACITY }, env: {} });
}
