import { createHash } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { buffer } from 'node:stream/consumers';
import { pack } from 'tar-stream';
import { storeImage } from '../ecr/put-image';
import type { BlobStore } from '../ports';
import type { ImageState, RepositoryState } from '../state';

const MANIFEST = 'application/vnd.oci.image.manifest.v1+json';
const INDEX = 'application/vnd.oci.image.index.v1+json';
const EPOCH = new Date(0);

export interface SeedImage {
  repository: RepositoryState;
  accountId: string;
  platforms: readonly string[];
  tags: readonly string[];
  pushedAt: number;
  /** Goes into a file of the image, so that each has a digest of its own. */
  version: string;
}

/** Puts a small real image (Docker can pull it) into a repository, as an index where it has several platforms. */
export async function seedImage(blobs: BlobStore, seed: SeedImage): Promise<ImageState> {
  const { repository, accountId, platforms, tags, pushedAt } = seed;
  const store = (manifest: string, tag?: string): ImageState => storeImage(repository, { manifest, tag, accountId, now: pushedAt });
  const children = [];
  for (const platform of platforms) children.push({ platform, text: await platformManifest(blobs, seed, platform) });
  const first = children[0] as (typeof children)[number];
  if (children.length > 1) for (const { text } of children) store(text);
  const top = children.length === 1 ? first.text : indexOf(children);
  let image = store(top, tags[0]);
  for (const tag of tags.slice(1)) image = store(top, tag);
  return image;
}

async function platformManifest(blobs: BlobStore, { repository, version }: SeedImage, platform: string): Promise<string> {
  const [os, architecture] = platform.split('/') as [string, string];
  const base = await tarOf('etc/os-release', `NAME="Berth sandbox"\nID=berth\nPLATFORM=${platform}\n`);
  // Some bytes that do not compress, so that sizes are worth looking at; the same ones every time.
  const own = await tarOf('srv/version', `${repository.name} ${version}\n${filler(`${repository.name} ${version} ${platform}`)}\n`);
  const layers = [base, own].map((tar) => ({ diffId: digestOf(tar), bytes: gzipSync(tar, { level: 6 }) }));
  const config = Buffer.from(
    JSON.stringify({
      architecture,
      os,
      config: {
        Env: ['PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin'],
        Cmd: ['/srv/run'],
        Labels: { 'org.opencontainers.image.title': repository.name, 'org.opencontainers.image.version': version },
      },
      rootfs: { type: 'layers', diff_ids: layers.map(({ diffId }) => diffId) },
      history: [{ created_by: 'COPY os-release /etc/os-release' }, { created_by: `COPY version /srv/version # ${version}` }],
    }),
  );
  const put = async (bytes: Uint8Array, mediaType: string) => {
    const digest = await blobs.put(bytes);
    if (!repository.layers.includes(digest)) repository.layers.push(digest);
    return { mediaType, digest, size: bytes.length };
  };
  const descriptors = [];
  for (const { bytes } of layers) descriptors.push(await put(bytes, 'application/vnd.oci.image.layer.v1.tar+gzip'));
  return JSON.stringify({
    schemaVersion: 2,
    mediaType: MANIFEST,
    config: await put(config, 'application/vnd.oci.image.config.v1+json'),
    layers: descriptors,
  });
}

function indexOf(children: readonly { platform: string; text: string }[]): string {
  const manifests = children.map(({ platform, text }) => {
    const [os, architecture] = platform.split('/');
    return { mediaType: MANIFEST, digest: digestOf(Buffer.from(text)), size: Buffer.byteLength(text), platform: { os, architecture } };
  });
  return JSON.stringify({ schemaVersion: 2, mediaType: INDEX, manifests });
}

function tarOf(name: string, content: string): Promise<Buffer> {
  const tar = pack();
  tar.entry({ name, mtime: EPOCH }, content);
  tar.finalize();
  return buffer(tar);
}

/** 4 to 20 KiB of hex that depends on `seed` alone. */
function filler(seed: string): string {
  const first = createHash('sha256').update(seed).digest();
  const lines = 64 + (first[0] as number);
  const parts = [];
  for (let i = 0; i < lines; i += 1) parts.push(createHash('sha256').update(`${seed} ${i}`).digest('hex'));
  return parts.join('\n');
}

const digestOf = (bytes: Uint8Array): string => `sha256:${createHash('sha256').update(bytes).digest('hex')}`;
