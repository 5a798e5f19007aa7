import { createHash, randomBytes } from 'node:crypto';
import { OCI_MANIFEST } from '../../electron/registry/media-types';

const digestOf = (bytes: Buffer): string => `sha256:${createHash('sha256').update(bytes).digest('hex')}`;

/** Puts an image with layers of these sizes, of random bytes, under `team/app:v1` into a registry that runs at `host`. Answers its digest. */
export async function putImage(host: string, sizes: readonly number[]): Promise<string> {
  const put = async (bytes: Buffer, mediaType: string) => {
    const begun = await fetch(`http://${host}/v2/team/app/blobs/uploads/`, { method: 'POST' });
    const where = new URL(begun.headers.get('location') ?? '', begun.url);
    where.searchParams.set('digest', digestOf(bytes));
    const ended = await fetch(where, { method: 'PUT', body: new Uint8Array(bytes) });
    if (ended.status !== 201) throw new Error(`The registry answered ${ended.status}.`);
    return { mediaType, digest: digestOf(bytes), size: bytes.length };
  };
  const layers = [];
  for (const size of sizes) layers.push(await put(randomBytes(size), 'application/vnd.oci.image.layer.v1.tar'));
  const config = await put(Buffer.from(JSON.stringify({ architecture: 'amd64', os: 'linux', rootfs: { type: 'layers', diff_ids: layers.map(({ digest }) => digest) } })), 'application/vnd.oci.image.config.v1+json');
  const bytes = Buffer.from(JSON.stringify({ schemaVersion: 2, mediaType: OCI_MANIFEST, config, layers }));
  await fetch(`http://${host}/v2/team/app/manifests/v1`, { method: 'PUT', headers: { 'content-type': OCI_MANIFEST }, body: new Uint8Array(bytes) });
  return digestOf(bytes);
}
