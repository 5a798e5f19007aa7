import { createHash } from 'node:crypto';
import { GetDownloadUrlForLayerCommand } from '@aws-sdk/client-ecr';
import type { RepositoryKey } from '../../../shared/model/repository';
import { callEcr } from '../call-ecr';
import type { EcrClients } from '../ports';

/** A config is a few kilobytes; one that is larger than a manifest may be (4 MiB) is not worth reading. */
const LARGEST = 4 * 1024 * 1024;

/** Fetches a small file by its address; bounded in time by `signal`. */
export type FetchBytes = (url: string, init: { signal: AbortSignal }) => Promise<Response>;

/**
 * The text of a config blob; `undefined` when it is too large, or is not what its digest says.
 * @throws AppError when ECR refuses, the fetch's own error when the address does not answer.
 */
export async function readConfig(
  clients: EcrClients,
  key: RepositoryKey,
  from: { digest: string; fetchBytes: FetchBytes },
): Promise<string | undefined> {
  const { digest, fetchBytes } = from;
  const call = { ...key, repository: key.name, operation: 'GetDownloadUrlForLayer' };
  const { downloadUrl } = await callEcr(clients, call, (client) =>
    client.send(new GetDownloadUrlForLayerCommand({ repositoryName: key.name, layerDigest: digest })),
  );
  if (downloadUrl === undefined) return undefined;
  const response = await fetchBytes(downloadUrl, { signal: AbortSignal.timeout(15_000) });
  if (!response.ok || response.body === null) return undefined;
  const hash = createHash('sha256');
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of response.body as unknown as AsyncIterable<Uint8Array>) {
    length += chunk.byteLength;
    if (length > LARGEST) return undefined;
    hash.update(chunk);
    chunks.push(chunk);
  }
  return `sha256:${hash.digest('hex')}` === digest ? Buffer.concat(chunks).toString('utf8') : undefined;
}
