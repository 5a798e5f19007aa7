import { request } from 'node:https';
import { z } from 'zod';
import { AppError } from '../../../shared/errors';

/** Pods of one page, and the bytes one may have: some kilobytes each is usual. */
const PAGE = 500;
const MOST_BYTES = 32 * 1024 * 1024;
const MOST_PAGES = 200;

const Status = z.object({ name: z.string(), image: z.string().default(''), imageID: z.string().default('') });
const Pod = z.object({
  metadata: z.object({ name: z.string(), namespace: z.string().default('default'), ownerReferences: z.array(z.object({ kind: z.string(), name: z.string() })).default([]) }),
  spec: z.object({ containers: z.array(z.object({ name: z.string(), image: z.string().default('') })).default([]) }),
  status: z.object({ phase: z.string().default(''), containerStatuses: z.array(Status).default([]) }).default({ phase: '', containerStatuses: [] }),
});
export type Pod = z.output<typeof Pod>;
const PodList = z.object({ metadata: z.object({ continue: z.string().default('') }).default({ continue: '' }), items: z.array(Pod) });

/** Where a cluster's Kubernetes API is, and how it is known to be it. */
export interface KubernetesApi {
  endpoint: string;
  /** PEM. */
  ca: string;
  token: string;
}

/** Every pod that the token's owner may list, page by page. @throws AppError `access-denied`, `registry-failed`, `network`. */
export async function* listPods(api: KubernetesApi, signal: AbortSignal): AsyncGenerator<Pod[], void, void> {
  let next = '';
  for (let page = 0; page < MOST_PAGES; page += 1) {
    const url = new URL('/api/v1/pods', api.endpoint);
    // A token is only for whoever proves to be the cluster.
    if (url.protocol !== 'https:') throw new AppError('unsupported', 'The Kubernetes API is not reached over TLS.', { hint: 'Look at the cluster’s endpoint.' });
    url.searchParams.set('limit', String(PAGE));
    if (next !== '') url.searchParams.set('continue', next);
    const list = PodList.safeParse(await getJson(url, api, signal));
    if (!list.success) throw new AppError('registry-failed', 'What answers at the cluster’s address is no Kubernetes API.', { hint: 'Look at the cluster’s endpoint, and at proxies on the way.' });
    yield list.data.items;
    next = list.data.metadata.continue;
    if (next === '') return;
  }
}

function getJson(url: URL, { ca, token }: KubernetesApi, signal: AbortSignal): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const asking = request(url, { ca, signal, agent: false, headers: { authorization: `Bearer ${token}`, accept: 'application/json' } }, (answer) => {
      const { statusCode = 0 } = answer;
      if (statusCode === 401 || statusCode === 403) {
        answer.resume();
        return reject(new AppError('access-denied', statusCode === 401 ? 'The cluster does not know this identity.' : 'This identity may not list the pods of the cluster.', { hint: 'Give it an access entry with a view policy on the cluster.' }));
      }
      const chunks: Buffer[] = [];
      let bytes = 0;
      answer.on('data', (chunk: Buffer) => {
        bytes += chunk.length;
        if (bytes > MOST_BYTES) return void answer.destroy(new Error('The answer is too large.'));
        chunks.push(chunk);
      });
      answer.on('error', (cause) => reject(failed(cause)));
      answer.on('end', () => {
        if (statusCode !== 200) return reject(new AppError('registry-failed', `The Kubernetes API answered HTTP ${statusCode}.`, { hint: 'Try again later.' }));
        try {
          resolve(JSON.parse(Buffer.concat(chunks).toString('utf8')));
        } catch (cause) {
          reject(failed(cause));
        }
      });
    });
    asking.on('error', (cause) => reject(failed(cause)));
    asking.end();
  });
}

const failed = (cause: unknown): AppError => new AppError('network', 'The Kubernetes API of the cluster cannot be reached.', { hint: 'Its endpoint may be private: ask from within its network.', cause });
