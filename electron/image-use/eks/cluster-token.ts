import { SignatureV4 } from '@smithy/signature-v4';
import type { STSClient } from '@aws-sdk/client-sts';

/** Longest life that EKS accepts of the address within a token (aws-iam-authenticator: 60 seconds to ask, 15 minutes in all). */
const SECONDS = 60;

/**
 * A bearer token for the Kubernetes API of an EKS cluster: the presigned address of a GetCallerIdentity that names the cluster, which
 * EKS calls to learn who asks (aws-iam-authenticator, “API Authorization from Outside a Cluster”). No secret that outlives it is in it.
 */
export async function clusterToken(sts: STSClient, cluster: string): Promise<string> {
  const { config } = sts;
  const region = await config.region();
  const custom = await config.endpoint?.();
  const at = custom === undefined ? config.endpointProvider({ Region: region, UseDualStack: await config.useDualstackEndpoint(), UseFIPS: await config.useFipsEndpoint() }).url : urlOf(custom);
  const signer = new SignatureV4({ credentials: config.credentials, region, service: 'sts', sha256: config.sha256 });
  const signed = await signer.presign(
    {
      method: 'GET',
      protocol: at.protocol,
      hostname: at.hostname,
      path: '/',
      query: { Action: 'GetCallerIdentity', Version: '2011-06-15' },
      headers: { host: at.host, 'x-k8s-aws-id': cluster },
      ...(at.port !== '' && { port: Number(at.port) }),
    },
    { expiresIn: SECONDS },
  );
  const url = new URL(at.origin);
  for (const [name, value] of Object.entries(signed.query ?? {})) if (typeof value === 'string') url.searchParams.set(name, value);
  return `k8s-aws-v1.${Buffer.from(url.href).toString('base64url')}`;
}

const urlOf = ({ protocol, hostname, port }: { protocol: string; hostname: string; port?: number }): URL => new URL(`${protocol}//${hostname}${port === undefined ? '' : `:${port}`}`);
