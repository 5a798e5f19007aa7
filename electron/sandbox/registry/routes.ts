/** The distribution specification's routes (opencontainers/distribution-spec, end-1 to end-13). */
import { serveBlob } from './blob-routes';
import { listReferrers, listTags, removeManifest, serveManifest, storeManifest } from './manifest-routes';
import { OciError } from './oci-error';
import type { RegistryCall } from './registry-call';
import { appendUpload, cancelUpload, finishUpload, startUpload, uploadStatus } from './upload-routes';

type Run = (call: RegistryCall, name: string, last: string) => void | Promise<void>;

interface Route {
  /** Groups: the repository's name, and the last part where there is one. */
  path: RegExp;
  methods: Readonly<Record<string, Run>>;
}

const ROUTES: readonly Route[] = [
  {
    path: /^\/v2\/(.+)\/manifests\/([^/]+)$/,
    methods: {
      GET: (call, name, reference) => serveManifest(call, { name, reference }),
      HEAD: (call, name, reference) => serveManifest(call, { name, reference }),
      PUT: (call, name, reference) => storeManifest(call, { name, reference }),
      DELETE: (call, name, reference) => removeManifest(call, { name, reference }),
    },
  },
  { path: /^\/v2\/(.+)\/blobs\/uploads\/?$/, methods: { POST: (call, name) => startUpload(call, name) } },
  {
    path: /^\/v2\/(.+)\/blobs\/uploads\/([^/]+)$/,
    methods: {
      GET: (call, name, id) => uploadStatus(call, { name, id }),
      PATCH: (call, name, id) => appendUpload(call, { name, id }),
      PUT: (call, name, id) => finishUpload(call, { name, id }),
      DELETE: (call, name, id) => cancelUpload(call, { name, id }),
    },
  },
  {
    path: /^\/v2\/(.+)\/blobs\/([^/]+)$/,
    methods: {
      GET: (call, name, digest) => serveBlob(call, { name, digest }),
      HEAD: (call, name, digest) => serveBlob(call, { name, digest }),
    },
  },
  { path: /^\/v2\/(.+)\/tags\/list$/, methods: { GET: (call, name) => listTags(call, name) } },
  { path: /^\/v2\/(.+)\/referrers\/([^/]+)$/, methods: { GET: (call, name, digest) => listReferrers(call, { name, digest }) } },
];

/** Runs the request's route. @throws OciError, also for a path or method that the registry does not have. */
export async function runRoute(call: RegistryCall, path: string): Promise<void> {
  if (path === '/v2/' || path === '/v2') return call.answer(200, { 'content-type': 'application/json' }, '{}');
  for (const route of ROUTES) {
    const match = route.path.exec(path);
    if (match === null) continue;
    const method = call.request.method ?? 'GET';
    const run = Object.hasOwn(route.methods, method) ? route.methods[method] : undefined;
    if (run === undefined) throw new OciError(405, 'UNSUPPORTED', 'The operation is unsupported.');
    return run(call, match[1] as string, match[2] ?? '');
  }
  // ECR has no catalogue over this protocol.
  throw new OciError(404, 'NOT_FOUND', 'page not found');
}
