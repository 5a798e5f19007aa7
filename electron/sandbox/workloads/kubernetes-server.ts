/** The Kubernetes API of the sandbox's clusters, over TLS: it lists pods, for whoever has a token that EKS would take. */
import { createServer, type Server } from 'node:https';
import type { FindKey } from '../api/authenticate';
import { expectedSignature, parseAmzDate, parseAuthorization, sameSignature, type SignedRequest } from '../api/sigv4';
import type { Principal, SandboxState } from '../state';
import { mustBeAllowed } from './may';
import { workloadsOf } from './workloads';

export interface KubernetesOptions {
  state: SandboxState;
  findKey: FindKey;
  key: string;
  certificate: string;
  /** Epoch milliseconds. */
  now: () => number;
}

const TOKEN = /^Bearer k8s-aws-v1\.([\w-]+)$/;

export function createKubernetesServer(options: KubernetesOptions): Server {
  return createServer({ key: options.key, cert: options.certificate }, (request, response) => {
    request.resume();
    const answer = (status: number, body: object): void => void response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
    const failure = (code: number, reason: string): void => answer(code, { kind: 'Status', apiVersion: 'v1', status: 'Failure', reason, code });
    const url = new URL(request.url ?? '/', 'https://cluster');
    if (url.pathname !== '/api/v1/pods') return failure(404, 'NotFound');
    const who = callerOf(request.headers.authorization ?? '', options);
    if (who === undefined) return failure(401, 'Unauthorized');
    try {
      // Who administers the cluster here is who may look at it in AWS.
      mustBeAllowed(who.principal, 'eks:AccessKubernetesApi');
    } catch {
      return failure(403, 'Forbidden');
    }
    const pods = podsOf(options.state, who);
    const from = Number(url.searchParams.get('continue') ?? 0);
    const limit = Number(url.searchParams.get('limit') ?? 0) || pods.length;
    const next = from + limit < pods.length ? String(from + limit) : '';
    answer(200, { kind: 'PodList', apiVersion: 'v1', metadata: { continue: next }, items: pods.slice(from, from + limit) });
  });
}

interface Caller {
  principal: Principal;
  region: string;
  cluster: string;
}

/** Names of the clusters that a token may be for: it does not say which, only who knows the name can check it. */
const CLUSTERS = ['platform'];
const GOOD_FOR_MS = 15 * 60_000;

/** Whose presigned GetCallerIdentity the token is: checked here as STS would check it. */
function callerOf(header: string, { findKey, now }: KubernetesOptions): Caller | undefined {
  const [, token = ''] = TOKEN.exec(header) ?? [];
  const url = urlOf(Buffer.from(token, 'base64url').toString());
  if (url === undefined) return undefined;
  const of = (name: string): string => url.searchParams.get(name) ?? '';
  const authorization = parseAuthorization(`AWS4-HMAC-SHA256 Credential=${of('X-Amz-Credential')}, SignedHeaders=${of('X-Amz-SignedHeaders')}, Signature=${of('X-Amz-Signature')}`);
  const signedAt = parseAmzDate(of('X-Amz-Date'));
  const key = authorization === undefined ? undefined : findKey(authorization.accessKeyId);
  if (authorization === undefined || key === undefined || signedAt === undefined || Math.abs(now() - signedAt) > GOOD_FOR_MS) return undefined;
  if (of('Action') !== 'GetCallerIdentity' || authorization.service !== 'sts' || of('X-Amz-Security-Token') !== (key.sessionToken ?? '')) return undefined;
  if (key.principal.expiresAt !== undefined && key.principal.expiresAt <= now()) return undefined;
  const query = url.search.slice(1).split('&').filter((pair) => !pair.startsWith('X-Amz-Signature='));
  const cluster = CLUSTERS.find((name) => {
    const request: SignedRequest = { method: 'GET', url: `/?${query.join('&')}`, headers: [['host', url.host], ['x-k8s-aws-id', name], ['x-amz-date', of('X-Amz-Date')]], body: new Uint8Array() };
    return authorization.signedHeaders.includes('x-k8s-aws-id') && sameSignature(expectedSignature(request, authorization, key.secretAccessKey), authorization.signature);
  });
  return cluster === undefined ? undefined : { principal: key.principal, region: authorization.region, cluster };
}

function urlOf(text: string): URL | undefined {
  try {
    return new URL(text);
  } catch {
    return undefined;
  }
}

function podsOf(state: SandboxState, { principal, region, cluster }: Caller): object[] {
  const deployments = workloadsOf(state, principal.accountId, region).kubernetes.find(({ name }) => name === cluster)?.deployments ?? [];
  return deployments.flatMap(({ namespace, name, image, pods }) =>
    Array.from({ length: pods }, (_none, index) => ({
      metadata: { name: `${name}-7d9f8c6b5-x${index}`, namespace, ownerReferences: [{ kind: 'ReplicaSet', name: `${name}-7d9f8c6b5` }] },
      spec: { containers: [{ name: 'main', image: image.reference }] },
      status: { phase: 'Running', containerStatuses: [{ name: 'main', image: image.reference, imageID: `${image.reference.replace(/:[^/:]+$/, '')}@${image.digest}` }] },
    })),
  );
}
