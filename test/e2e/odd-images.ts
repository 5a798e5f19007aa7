/** Images at the limits, pushed past Berth as any other tool would push them. */
import { createHash } from 'node:crypto';
import { tarOf } from '../layers/tar-layers';
import type { SandboxRegistry } from '../support/sandbox-registry';

const OCI = 'application/vnd.oci.image';
const STRANGE = 'application/vnd.example.strange.v7+json';

interface Descriptor {
  mediaType: string;
  digest: string;
  size: number;
}

const digestOf = (bytes: Buffer): string => `sha256:${createHash('sha256').update(bytes).digest('hex')}`;

/** Pushes to a repository: 1,000 tags on one image, an index of 40 platforms, a manifest of 4 MiB, layers that take files away, and three of a kind that nobody knows. */
export async function pushOddImages({ host, credentials }: SandboxRegistry, repository: string): Promise<void> {
  const base = `http://${host}/v2/${repository}`;
  const headers = { authorization: `Basic ${Buffer.from(credentials).toString('base64')}` };
  const send = async (url: string, options: { method: string; body?: Buffer; type?: string }): Promise<Response> => {
    const { method, body, type = 'application/octet-stream' } = options;
    const response = await fetch(url, { method, headers: { ...headers, ...(body !== undefined && { 'content-type': type }) }, ...(body !== undefined && { body: new Uint8Array(body) }) });
    if (!response.ok) throw new Error(`${method} ${url}: ${response.status} ${await response.text()}`);
    return response;
  };
  const blob = async (content: string | Buffer, mediaType: string): Promise<Descriptor> => {
    const bytes = Buffer.from(content);
    const begun = await send(`${base}/blobs/uploads/`, { method: 'POST' });
    const place = new URL(begun.headers.get('location') ?? '', base);
    place.searchParams.set('digest', digestOf(bytes));
    await send(place.href, { method: 'PUT', body: bytes });
    return { mediaType, digest: digestOf(bytes), size: bytes.length };
  };
  const manifest = async (json: object, tags: readonly string[], mediaType = `${OCI}.manifest.v1+json`): Promise<Descriptor> => {
    const bytes = Buffer.from(JSON.stringify({ schemaVersion: 2, mediaType, ...json }));
    for (const tag of tags.length === 0 ? [digestOf(bytes)] : tags) await send(`${base}/manifests/${tag}`, { method: 'PUT', body: bytes, type: mediaType });
    return { mediaType, digest: digestOf(bytes), size: bytes.length };
  };
  const config = (text: object): Promise<Descriptor> => blob(JSON.stringify(text), `${OCI}.config.v1+json`);

  await manifest({ config: await config({ os: 'linux', architecture: 'amd64' }), layers: [] }, Array.from({ length: 1000 }, (_none, index) => `build-${String(index).padStart(4, '0')}`));

  const children: object[] = [];
  for (let index = 0; index < 40; index += 1) {
    const platform = { os: index < 20 ? 'linux' : 'windows', architecture: `machine${index}` };
    children.push({ ...(await manifest({ config: await config(platform), layers: [] }, [])), platform });
  }
  await manifest({ manifests: children }, ['forty'], `${OCI}.index.v1+json`);

  const large = { config: await config({ os: 'linux', architecture: 'arm64' }), layers: [] };
  await manifest({ ...large, annotations: { filler: 'x'.repeat(4_194_304 - 600) } }, ['large']);

  const layer = async (files: Record<string, string>): Promise<Descriptor> =>
    blob(await tarOf(Object.entries(files).map(([name, content]) => ({ name, content }))), `${OCI}.layer.v1.tar`);
  const layers = [
    await layer({ 'etc/motd': 'hello', 'var/cache/index': 'i'.repeat(5000), 'opt/old/tool': 't'.repeat(9000) }),
    await layer({ 'etc/motd': 'hello again', 'var/cache/.wh.index': '', 'opt/old/.wh..wh..opq': '', 'opt/old/new': 'n' }),
  ];
  const history = [{ created_by: 'ADD rootfs.tar /' }, { created_by: 'RUN rm -r /var/cache/index /opt/old && install-new' }];
  await manifest({ config: await config({ os: 'linux', architecture: 'amd64', history }), layers }, ['whiteouts']);

  const part = await blob('of no known kind', 'application/vnd.example.part');
  await manifest({ config: { ...part, mediaType: STRANGE }, layers: [part] }, ['strange']);
  // Its config claims to be one, and is none; the other is an index of nothing.
  await manifest({ config: { ...part, mediaType: `${OCI}.config.v1+json` }, layers: [part] }, ['odd-kind'], STRANGE);
  await manifest({ manifests: [] }, ['nothing'], STRANGE);
}
